import { logout, refresh } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import type { Request } from 'express';
import { networkOf } from '../http/network.ts';
import { type Limit, limitKey } from '../http/rate-limit.ts';
import { contextOf } from '../http/request-context.ts';
import type { SessionOfCookie } from '../identity/cookie-tools.ts';
import { type Route, webhookRoute } from './route-table.ts';

export type AnonymousLimits = Readonly<{ ip: Limit; session: Limit; cookie: Limit; webhook: Limit }>;

export type Anonymous = (request: Request, route: Route) => Promise<unknown>;

/**
 * Who shows no token is counted by his address. But an office behind one address must not lose its sessions, nor a provider its
 * webhooks, because one page there has used it up: a cookie that is known counts for its session, and webhooks count for themselves.
 * Looking a cookie up costs something too, so that is counted, generously, before.
 */
export const anonymousLimits = ({ ip, session, cookie, webhook }: AnonymousLimits, sessionOf: SessionOfCookie): Anonymous => {
  const byCookie = async (request: Request, address: string): Promise<unknown> => {
    if (request.headers.cookie === undefined) return ip.take(address);
    await cookie.take(address);
    const known = await sessionOf(request);
    return known === undefined ? ip.take(address) : session.take(known);
  };
  return (request, route) => {
    const address = limitKey(networkOf(contextOf(request).ip));
    if (route === webhookRoute) return webhook.take(address);
    return route.contract === refresh || route.contract === logout ? byCookie(request, address) : ip.take(address);
  };
};
