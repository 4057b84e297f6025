const most = 64 * 1024;

export type LogLines = Readonly<{
  /** `atOnce` for what may be the last words of a process. */
  write(line: string, atOnce: boolean): void;
  flush(): void;
}>;

/**
 * Lines of one turn of the event loop leave in one write: under load that is one system call for the lines of many requests.
 * A line is never held longer than the turn it was written in.
 */
export const logLines = (out: (text: string) => void): LogLines => {
  let held = '';
  const flush = (): void => {
    if (held === '') return;
    const text = held;
    held = '';
    out(text);
  };
  return {
    flush,
    write: (line, atOnce) => {
      if (held === '' && !atOnce) setImmediate(flush);
      held += `${line}\n`;
      if (atOnce || held.length > most) flush();
    },
  };
};
