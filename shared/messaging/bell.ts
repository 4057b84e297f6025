/** Waiting that a ring ends; a ring while nobody waits ends the next wait at once. */
export type Bell = Readonly<{
  ring: () => void;
  reset: () => void;
  wait: (milliseconds: number) => Promise<void>;
  pause: (milliseconds: number) => Promise<void>;
}>;

export function newBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  const sleep = (milliseconds: number, register: (resolve: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      register(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    reset: () => {
      rung = false;
    },
    wait: async (milliseconds) => {
      if (!rung) await sleep(milliseconds, (resolve) => (wake = resolve));
      wake = undefined;
      rung = false;
    },
    pause: (milliseconds) => sleep(milliseconds, () => undefined),
  };
}
