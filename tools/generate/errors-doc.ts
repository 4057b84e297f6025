import { type ErrorCode, errorCodes } from '../../shared/errors/codes.ts';
import { statusOf } from '../../shared/errors/status.ts';
import { type GeneratedFile, heading, table } from './document.ts';

export const errorsDoc: GeneratedFile = {
  path: 'docs/errors.md',
  make: async () =>
    heading('Errors', 'shared/errors/codes.ts') +
    "Every answer that is not a success is `application/problem+json` with one of these in `code`, the request's `traceId`, and per-field `errors` where fields are at fault.\n\n" +
    table(
      ['Code', 'Status', 'Retry', 'Meaning'],
      Object.entries(errorCodes).map(([code, { retryable, meaning }]) => [
        `\`${code}\``,
        statusOf(code as ErrorCode),
        retryable ? 'yes' : 'no',
        meaning,
      ]),
    ),
};
