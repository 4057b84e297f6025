import type { ServerResponse } from 'node:http';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { Request, Response } from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

const starting =
  '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>CRM-GTD Smart</title><p>The web app is starting…</p>';

const isResponse = (target: unknown): target is ServerResponse => typeof target === 'object' && target !== null && 'writeHead' in target;

/** An offer to speak HTTP/2 was declined by answering: the web app must not be asked about it. A WebSocket comes another way. */
const withoutUpgrade = ({ headers }: Request): void => {
  if (headers.upgrade === undefined) return;
  delete headers.upgrade;
  delete headers['http2-settings'];
  headers.connection = 'keep-alive';
};

/** Without nginx one address serves all: what is not the API goes to the web app as it came. It sets its own headers. */
export const webProxy = (target: string) => {
  const proxy = createProxyMiddleware<Request, Response>({
    target,
    xfwd: true,
    on: {
      error: (error, _request, response) => {
        logger.warn('web.unreachable', { 'error.message': error.message });
        if (!isResponse(response)) return response.destroy() as never;
        if (response.headersSent) return response.end();
        response.writeHead(502, { 'Content-Type': 'text/html; charset=utf-8', 'Retry-After': '2' });
        response.end(starting);
      },
    },
  });
  const pass: typeof proxy = Object.assign(
    (...[request, response, next]: Parameters<typeof proxy>) => {
      withoutUpgrade(request);
      return proxy(request, response, next);
    },
    { upgrade: proxy.upgrade },
  );
  return pass;
};
