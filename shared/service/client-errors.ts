import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../errors/codes.ts';
import { errorCodes } from '../errors/codes.ts';
import { statusOf } from '../errors/status.ts';
import { newId } from '../ids.ts';

type ClientError = Error & Readonly<{ code?: string }>;
type Half = Duplex & Readonly<{ _httpMessage?: Readonly<{ headersSent: boolean }> }>;

const codeOf = ({ code }: ClientError): ErrorCode => (code === 'HPE_HEADER_OVERFLOW' ? 'HEADERS_TOO_LARGE' : 'REQUEST_INVALID');
const reasons: Readonly<Record<number, string>> = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large' };

const answerTo = (error: ClientError): string => {
  const code = codeOf(error);
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : statusOf(code);
  const traceId = newId().replaceAll('-', '');
  const body = JSON.stringify({ type: `urn:crm-gtd:error:${code}`, title: errorCodes[code].meaning, status, code, traceId });
  const head = [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
};

/**
 * What is no request never reaches a handler: a line over Node's limit, a method of no protocol, headers that take too long.
 * It is answered like every other error, unless an answer is already on its way.
 */
export const answerClientErrors = (server: Server): void => {
  server.on('clientError', (error: ClientError, socket: Half) => {
    if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) socket.destroy(error);
    else socket.end(answerTo(error));
  });
};
