import type { Clock } from '@crm-gtd/shared/clock.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { requestScope } from './access-log.ts';
import { writeProblem } from './answer.ts';
import { docsRouter } from './docs.ts';
import type { OriginRules } from './origins.ts';
import { webProxy } from './web-proxy.ts';

export type AppOptions = Readonly<{
  clock: Clock;
  environment: string;
  version: string;
  trustedHops: number;
  origins: OriginRules;
  webUrl: string;
  dispatch: (request: Request, response: Response) => Promise<void>;
}>;

/** nginx leaves the prefix to the gateway, so both forms are the same API. */
const apiPaths = ['/api/v1', '/crm/api/v1'];

const apiHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'same-site' },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
});

const corsRules = (origins: OriginRules) =>
  cors((request: Request, done) => {
    const { origin, host } = request.headers;
    done(null, {
      origin: origin !== undefined && origins.allowed(origin, host) ? origin : false,
      credentials: true,
      methods: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'],
      allowedHeaders: ['Authorization', 'Content-Type', 'If-Match', 'Idempotency-Key', 'Last-Event-ID', 'X-Correlation-Id', 'traceparent'],
      exposedHeaders: ['ETag', 'Retry-After', 'X-Request-Id', 'X-Trace-Id', 'Idempotent-Replayed', 'Content-Disposition'],
      maxAge: 600,
    });
  });

const neverStored = (_request: Request, response: Response, next: NextFunction): void => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

const health =
  ({ clock, environment, version }: AppOptions) =>
  (_request: Request, response: Response): void => {
    response.json({ status: 'ok', timestamp: clock.now().toISOString(), environment, version });
  };

const onError: ErrorRequestHandler = (error, request, response, _next) => writeProblem(request, response, error);

export const createApp = (options: AppOptions): Express => {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple').set('trust proxy', options.trustedHops);
  app.get('/health', health(options));
  const toDispatch = (request: Request, response: Response, next: NextFunction): void => {
    options.dispatch(request, response).catch(next);
  };
  app.use(apiPaths, requestScope(), apiHeaders, corsRules(options.origins), neverStored, docsRouter(), toDispatch, onError);
  app.get('/', (_request, response) => response.redirect(302, '/crm/'));
  const proxy = webProxy(options.webUrl);
  app.use((request, response, next) =>
    request.path === '/crm' || request.path.startsWith('/crm/') ? void proxy(request, response, next).catch(next) : next(),
  );
  app.use(requestScope(), apiHeaders, (request: Request, response: Response) => writeProblem(request, response, new AppError('NOT_FOUND')));
  return app;
};
