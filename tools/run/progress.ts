/** Installers and builds print thousands of lines: one a second says enough. */
export function oncePerSecond(say: (line: string) => void): (line: string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (line) => {
    if (performance.now() - last < 1_000) return;
    last = performance.now();
    say(line);
  };
}
