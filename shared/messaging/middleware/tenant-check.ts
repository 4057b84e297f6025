import { subjectOf } from '../../contracts/envelope.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Message, Step } from './passage.ts';

/**
 * The broker's grants guard subjects, not contents: an envelope must name the organization and the type of the subject it
 * came on, or a service could act in a tenant it was not allowed to write to.
 */
export const tenantCheck: Step<Message, Message> = async (_running, message, next) => {
  if (subjectOf(message.envelope) !== message.subject) throw new AppError('EVENT_TENANT_MISMATCH', { subject: message.subject });
  return next(message);
};
