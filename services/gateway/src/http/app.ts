import type { Clock } from '@crm-gtd/shared/clock.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { requestScope } from './access-log.ts';
import { writeProblem } from './answer.ts';
import { docsRouter, isDocs } from './docs.ts';
import type { OriginRules } from './origins.ts';
import type { webProxy } from './web-proxy.ts';

export type AppOptions = Readonly<{
  clock: Clock;
  environment: string;
  version: string;
  trustedHops: number;
  origins: OriginRules;
  web: ReturnType<typeof webProxy>;
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

/** What helmet sets is the same for every answer: asked of it once, instead of walking its fifteen steps per request. */
const fixedHeaders = (handler: ReturnType<typeof helmet>): readonly (readonly [string, string])[] => {
  const headers = new Map<string, string>();
  const response = { setHeader: (name: string, value: string) => void headers.set(name, value), removeHeader: () => undefined };
  handler({} as Request, response as unknown as Response, (error) => {
    if (error) throw error;
  });
  return [...headers];
};

/** Headers of every API answer. Only a request that names its origin has to be looked at by the CORS rules. */
const prepareAnswer = (origins: OriginRules) => {
  const headers = [...fixedHeaders(apiHeaders), ['Cache-Control', 'no-store'] as const];
  const cors = corsRules(origins);
  return (request: Request, response: Response, next: NextFunction): void => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (request.headers.origin === undefined) next();
    else cors(request, response, next);
  };
};

const health =
  ({ clock, environment, version }: AppOptions) =>
  (_request: Request, response: Response): void => {
    response.json({ status: 'ok', timestamp: clock.now().toISOString(), environment, version });
  };

const onError: ErrorRequestHandler = (error, request, response, _next) => writeProblem(request, response, error);

/** One step for Express, which matches the path again for each: the parts call each other. */
const api = ({ origins, dispatch }: AppOptions) => {
  const begin = requestScope();
  const prepare = prepareAnswer(origins);
  const docs = docsRouter();
  return (request: Request, response: Response, next: NextFunction): void => {
    const toDispatch = (error?: unknown): void => {
      if (error) next(error);
      else dispatch(request, response).catch(next);
    };
    const toDocs = (error?: unknown): void => {
      if (error) next(error);
      else if (isDocs(request.path)) docs(request, response, toDispatch);
      else toDispatch();
    };
    begin(request, response, () => prepare(request, response, toDocs));
  };
};

export const createApp = (options: AppOptions): Express => {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple').set('trust proxy', options.trustedHops);
  app.use(apiPaths, api(options), onError);
  app.get('/health', health(options));
  app.get('/', (_request, response) => response.redirect(302, '/crm/'));
  const proxy = options.web;
  app.use((request, response, next) =>
    request.path === '/crm' || request.path.startsWith('/crm/') ? void proxy(request, response, next).catch(next) : next(),
  );
  app.use(requestScope(), apiHeaders, (request: Request, response: Response) => writeProblem(request, response, new AppError('NOT_FOUND')));
  return app;
};
