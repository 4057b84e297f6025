import type { Message, Step } from './passage.ts';

/** A durable's filter may be wider than its consumer: what is not for it ends here, acknowledged. */
export const select: Step<Message, Message> = async ({ declaration }, message, next) => {
  const { kind, aggregate } = declaration;
  if (kind === 'reaction' && !message.contract) return 'ignored';
  if (kind === 'projection' && message.envelope.aggregatetype !== aggregate) return 'ignored';
  return next(message);
};
