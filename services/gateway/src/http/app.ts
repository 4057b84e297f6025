import type { Clock } from '@crm-gtd/shared/clock.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { requestScope } from './access-log.ts';
import type { AddressHash } from './address-hash.ts';
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
  /** People come over https: browsers shall not try anything else for a year. */
  overTls: boolean;
  addressHash: AddressHash;
  web: ReturnType<typeof webProxy>;
  dispatch: (request: Request, response: Response) => Promise<void>;
}>;

/** nginx leaves the prefix to the gateway, so both forms are the same API. */
const apiPaths = ['/api/v1', '/crm/api/v1'];

const apiHeaders = (overTls: boolean) =>
  helmet({
    strictTransportSecurity: overTls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
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
    const { origin } = request.headers;
    done(null, {
      origin: origin !== undefined && origins.allowed(origin) ? origin : false,
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
const prepareAnswer = ({ origins, overTls }: AppOptions) => {
  const headers = [...fixedHeaders(apiHeaders(overTls)), ['Cache-Control', 'no-store'] as const];
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

const isPage = (path: string): boolean => path === '/crm' || path.startsWith('/crm/');

/** Pages, health and the root are read. Next's tools for development post, and only they. */
const onlyRead = (options: AppOptions) => {
  const begin = requestScope(options.addressHash);
  const allowed = options.environment === 'development' ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD'];
  return (request: Request, response: Response, next: NextFunction): void => {
    const isRead = isPage(request.path) || request.path === '/' || request.path === '/health';
    if (!isRead || allowed.includes(request.method)) next();
    else
      begin(request, response, () => {
        response.setHeader('Allow', allowed.join(', '));
        writeProblem(request, response, new AppError('METHOD_NOT_ALLOWED', { allowed }));
      });
  };
};

const onError: ErrorRequestHandler = (error, request, response, _next) => writeProblem(request, response, error);

/** One step for Express, which matches the path again for each: the parts call each other. */
const api = (options: AppOptions) => {
  const { dispatch } = options;
  const begin = requestScope(options.addressHash);
  const prepare = prepareAnswer(options);
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
  // The web app's own headers replace these; what has none, its redirects and files, keeps them.
  app.use(apiHeaders(options.overTls), onlyRead(options));
  app.get('/health', health(options));
  app.get('/', (_request, response) => response.redirect(302, '/crm/'));
  const { web } = options;
  app.use((request, response, next) => (isPage(request.path) ? void web(request, response, next).catch(next) : next()));
  app.use(requestScope(options.addressHash), (request: Request, response: Response) =>
    writeProblem(request, response, new AppError('NOT_FOUND')),
  );
  return app;
};
