import { type RetiredRoute, retiredRoutes } from '@crm-gtd/shared/contracts/retired.ts';
import { isMatch, type Route, routeTable } from './route-table.ts';

export type RetiredAt = (method: string, path: string) => RetiredRoute | undefined;

const asRoute = (retired: RetiredRoute): readonly [Route, RetiredRoute] => {
  const [method, path] = retired.route.split(' ') as [Route['method'], string];
  return [{ method, path, permission: 'public', contract: undefined }, retired];
};

/** A table of its own, apart from what can be called: nobody is asked for a token before he hears that a route is gone. */
export const retiredAt = (all: readonly RetiredRoute[] = retiredRoutes): RetiredAt => {
  const routes = new Map(all.map(asRoute));
  const table = routeTable([...routes.keys()]);
  return (method, path) => {
    const match = table.match(method, path);
    return match && isMatch(match) ? routes.get(match.route) : undefined;
  };
};
