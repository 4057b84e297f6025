import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import busboy from 'busboy';
import type { Request } from 'express';

export type Form = Readonly<{ fields: Readonly<Record<string, string>>; file: Buffer | undefined }>;

export const largestSample = 10_000_000;

/** Reads a multipart form with at most one file, held in memory: a voice sample is small by rule. */
export const readForm = (request: Request): Promise<Form> =>
  new Promise((resolve, reject) => {
    const parser = busboy({ headers: request.headers, limits: { files: 1, fileSize: largestSample, fields: 10, fieldSize: 20_000 } });
    const fields: Record<string, string> = {};
    const chunks: Buffer[] = [];
    let withFile = false;
    parser.on('field', (name, value) => {
      fields[name] = value;
    });
    parser.on('file', (_name, stream) => {
      withFile = true;
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => reject(new AppError('BODY_TOO_LARGE', { allowed: largestSample })));
    });
    parser.on('error', (cause) => reject(new AppError('REQUEST_INVALID', {}, { cause })));
    parser.on('close', () => resolve({ fields, file: withFile ? Buffer.concat(chunks) : undefined }));
    request.pipe(parser);
  });

/** JSON, urlencoded or multipart: the interface takes all three. */
export const readFields = async (request: Request): Promise<Form> => {
  if (request.is('multipart/form-data')) return readForm(request);
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null)
    throw new AppError('MEDIA_TYPE_UNSUPPORTED', {
      accepted: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
    });
  return {
    fields: Object.fromEntries(Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    file: undefined,
  };
};
