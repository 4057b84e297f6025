import { type IncomingHttpHeaders, request as overHttp, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';

export type EdgeAnswer = Readonly<{ status: number; headers: IncomingHttpHeaders; body: string }>;
export type EdgeRequest = Readonly<{
  port: number;
  path: string;
  plain?: boolean;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
}>;

const optionsOf = ({ port, path, method = 'GET', headers = {} }: EdgeRequest): RequestOptions => ({
  host: '127.0.0.1',
  port,
  path,
  method,
  headers: { host: 'crm.example.test', ...headers },
  agent: false,
});

export const open = (request: EdgeRequest) =>
  request.plain ? overHttp(optionsOf(request)) : overHttps({ ...optionsOf(request), rejectUnauthorized: false });

/** Sends the path as it stands: fetch would tidy it up, and would not follow our Host. */
export const ask = (request: EdgeRequest): Promise<EdgeAnswer> =>
  new Promise((resolve, reject) => {
    const outgoing = open(request);
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      response.once('error', reject);
    });
    outgoing.end(request.body);
  });
