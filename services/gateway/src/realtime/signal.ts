/** All a browser is told: that something happened to something. It asks for the rest with its own rights. */
export type Signal = Readonly<{
  id: string;
  type: string;
  version: number;
  aggregateType: string;
  aggregateId: string;
  correlationId: string;
}>;

/** Beside the signal, for the gateway alone: the person it is for, where it is for one. */
export type Addressed = Readonly<{ signal: Signal; only: string | null }>;

export const frameOf = (signal: Signal): string => `id: ${signal.id}\ndata: ${JSON.stringify(signal)}\n\n`;

/** The log no longer tells what was missed: the browser reads everything anew. `id` lets the next break resume from here. */
export const resetFrame = (id: string | undefined): string => `${id ? `id: ${id}\n` : ''}data: {"type":"stream.reset"}\n\n`;

export const heartbeatFrame = ': alive\n\n';
/** The first line opens the stream through every proxy; the pause is what a browser waits before it comes back. */
export const openingFrame = 'retry: 2000\n: open\n\n';
