/** An answer of somebody else's server that is larger than it has any reason to be. */
export class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge';
}

const counting = (maxBytes: number): TransformStream<Uint8Array, Uint8Array> => {
  let size = 0;
  return new TransformStream({
    transform: (chunk, controller) => {
      size += chunk.length;
      if (size > maxBytes) controller.error(new AnswerTooLarge(`More than ${maxBytes} bytes`));
      else controller.enqueue(chunk);
    },
  });
};

/** The same answer, whose reading fails as soon as it has grown beyond `maxBytes`: what comes after is never held. */
export const boundedAnswer = (response: Response, maxBytes: number): Response => {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  if (Number(headers.get('content-length') ?? 0) > maxBytes) {
    void body.cancel().catch(() => undefined);
    throw new AnswerTooLarge(`More than ${maxBytes} bytes`);
  }
  return new Response(body.pipeThrough(counting(maxBytes)), { status, statusText, headers });
};
