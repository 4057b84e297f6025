import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inheritedEnvironment } from '../run/config.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

type ChildOptions = Readonly<{ env?: Readonly<Record<string, string>>; execArgv?: readonly string[]; output?: 'ignore' | 'inherit' }>;

/** A process of this folder that speaks over IPC; it ends when we do. */
export function startChild(file: string, { env = {}, execArgv = [], output = 'inherit' }: ChildOptions = {}): ChildProcess {
  return fork(join(import.meta.dirname, file), [], {
    env: { ...inheritedEnvironment(), NODE_ENV: 'production', ...env },
    execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
    stdio: ['ignore', output, 'inherit', 'ipc'],
  });
}

export async function reply<T>(child: ChildProcess, message: object): Promise<T> {
  const settled = new AbortController();
  const { signal } = settled;
  child.send(message);
  try {
    const ended = once(child, 'exit', { signal }).then(([code]) =>
      Promise.reject(new Error(`${child.spawnargs.at(-1)} ended with ${code}`)),
    );
    const [answer] = (await Promise.race([once(child, 'message', { signal }), ended])) as [T];
    ended.catch(() => undefined);
    return answer;
  } finally {
    settled.abort();
  }
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

export type Load = Readonly<{ pid: number; run(plan: LoadPlan): Promise<LoadResult> }> & AsyncDisposable;

export function startLoad(): Load {
  const child = startChild('load.ts');
  return {
    pid: child.pid ?? 0,
    async run(plan) {
      const { result, error } = await reply<{ result?: LoadResult; error?: string }>(child, plan);
      if (!result) throw new Error(error);
      return result;
    },
    [Symbol.asyncDispose]: () => endChild(child),
  };
}
