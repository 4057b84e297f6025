import { trace } from '@opentelemetry/api';

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Wrapped = Method & { __original?: Method };

/**
 * An instrumentation does all its work even for a span that nobody keeps, which at 10 % sampling is nine of ten: parsing SQL,
 * copying attributes, two more promises per query. So the wrapped method runs only where the active span is recorded, and the
 * original everywhere else.
 */
export const onlyWhenRecorded = (prototype: object, name: string): void => {
  const methods = prototype as Record<string, Wrapped | undefined>;
  const wrapped = methods[name];
  const original = wrapped?.__original;
  if (!wrapped || !original) throw new Error(`${name} is not instrumented: it was loaded before the instrumentations were`);
  methods[name] = function (...args) {
    return (trace.getActiveSpan()?.isRecording() ? wrapped : original).apply(this, args);
  };
};
