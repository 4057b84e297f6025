import type { Readable } from 'node:stream';
import { createImport, putImportChunk } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { CallRaw } from '@crm-gtd/shared/service/rpc.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import busboy from 'busboy';
import type { Request, Response } from 'express';
import { writeAnswer } from '../http/answer.ts';
import type { SpecialHandler } from './dispatch.ts';

/** Base64 makes four bytes of three, and the bus carries messages of at most 1 MB. */
const chunkBytes = 540_000;

type SendChunk = (index: number, bytes: Buffer) => Promise<void>;
type Received = Readonly<{ fileName: string; chunkCount: number }>;

const unreadable = (code: string): AppError => new AppError('REQUEST_INVALID', { errors: [{ path: 'file', code, message: code }] });

/** Sends the file on while it arrives: the gateway holds one chunk of it, never the whole. */
const sendChunks = async (file: Readable & { truncated?: boolean }, send: SendChunk): Promise<number> => {
  let index = 0;
  let held: Buffer[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    await send(index, Buffer.concat(held));
    index += 1;
    held = [];
    size = 0;
  };
  for await (const piece of file as AsyncIterable<Buffer>) {
    for (let from = 0; from < piece.length; ) {
      const part = piece.subarray(from, from + chunkBytes - size);
      held.push(part);
      size += part.length;
      from += part.length;
      if (size === chunkBytes) await flush();
    }
  }
  if (size > 0) await flush();
  return index;
};

const parserFor = (request: Request, limit: number): ReturnType<typeof busboy> => {
  if (!/^multipart\/form-data;/i.test(request.headers['content-type'] ?? ''))
    throw new AppError('MEDIA_TYPE_UNSUPPORTED', { accepts: 'multipart/form-data' });
  // A little room for the multipart's own lines; the file itself is limited to the byte by busboy.
  if (Number(request.headers['content-length'] ?? 0) > limit + 10_000) throw new AppError('BODY_TOO_LARGE', { limit });
  try {
    // busboy calls a file of exactly the limit too large already.
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { files: 1, fields: 0, fileSize: limit + 1, parts: 2 } });
  } catch (cause) {
    throw new AppError(
      'REQUEST_INVALID',
      { errors: [{ path: '', code: 'malformed_multipart', message: 'malformed_multipart' }] },
      { cause },
    );
  }
};

const receive = (request: Request, limit: number, send: SendChunk): Promise<Received> =>
  new Promise((resolve, reject) => {
    const parser = parserFor(request, limit);
    let received: Promise<Received> | undefined;
    const fail = (error: unknown): void => {
      request.unpipe(parser);
      request.resume();
      reject(error instanceof Error && !('code' in error && 'details' in error) ? unreadable('malformed_multipart') : error);
    };
    parser.on('file', (field, file, { filename }) => {
      if (field !== 'file') return fail(unreadable('unknown_field'));
      received = sendChunks(file, send).then((chunkCount) => {
        if (file.truncated) throw new AppError('BODY_TOO_LARGE', { limit });
        return { fileName: filename || 'import.csv', chunkCount };
      });
      received.catch(fail);
    });
    parser.on('filesLimit', () => fail(unreadable('one_file')));
    parser.on('fieldsLimit', () => fail(unreadable('unknown_field')));
    parser.on('error', fail);
    parser.on('close', () => {
      if (received === undefined) fail(unreadable('required'));
      else received.then(resolve, fail);
    });
    request.once('aborted', () => fail(unreadable('aborted')));
    request.pipe(parser);
  });

/** `POST /imports`: chunk after chunk to crm, then the import itself under the id they were sent with. */
export const uploadHandler =
  (callRaw: CallRaw): SpecialHandler =>
  async (request: Request, response: Response, { identity, scope }) => {
    if (!identity || !scope) throw new AppError('TOKEN_INVALID');
    const uploadId = newId();
    const call = async (contract: Parameters<CallRaw>[0], input: unknown, as: Scope) =>
      callRaw(contract, input, as, { actorToken: await identity.actorToken() });
    const { fileName, chunkCount } = await receive(request, createImport.maxBodyBytes, async (index, bytes) => {
      await call(putImportChunk as never, { uploadId, index, bytesBase64: bytes.toString('base64') }, scope);
    });
    const answer = await call(createImport as never, { uploadId, fileName: fileName.slice(0, 200), chunkCount }, scope);
    writeAnswer(response, { ...createImport, transport: 'json' } as never, createImport.status, answer.text);
  };
