import { spawn } from 'node:child_process';
import { inheritedEnvironment, ROOT } from './config.ts';
import { StepError } from './step-error.ts';

export type ChildResult = Readonly<{ code: number; output: string }>;

/** Runs a program of this checkout to its end, and tells its last line while it runs. */
export async function runChild(
  command: readonly [string, ...string[]],
  options: { say?: (line: string) => void; env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<ChildResult> {
  const { promise, resolve } = Promise.withResolvers<ChildResult>();
  const [program, ...args] = command;
  const env = { ...inheritedEnvironment(), ...options.env };
  const child = spawn(program, args, {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    options.say?.(output.trimEnd().split('\n').at(-1) ?? '');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.once('error', (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
  child.once('close', (code) => resolve({ code: code ?? 1, output }));
  return promise;
}

export async function mustRun(
  command: readonly [string, ...string[]],
  options: { say?: (line: string) => void; env?: Record<string, string> } = {},
): Promise<void> {
  const { code, output } = await runChild(command, options);
  if (code !== 0)
    throw new StepError(`The command failed with exit code ${code}`, `${command.join(' ')}\n${output.split('\n').slice(-60).join('\n')}`);
}

type Streaming = Readonly<{ env: Record<string, string>; signal: AbortSignal; output?: 'inherit' | number; cwd?: string }>;

/**
 * Runs a program with its output on our own, for output that a person reads, or on the open file of `output`; ends its whole group when
 * the signal says so.
 */
export async function runStreaming(
  command: readonly [string, ...string[]],
  { env: given, signal, output = 'inherit', cwd = ROOT }: Streaming,
): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const [program, ...args] = command;
  const env = { ...inheritedEnvironment(), ...given };
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
  const end = (): void => {
    if (child.pid === undefined || child.exitCode !== null) return;
    process.kill(-child.pid, 'SIGTERM');
    setTimeout(
      () => child.exitCode === null && child.signalCode === null && process.kill(-(child.pid as number), 'SIGKILL'),
      5_000,
    ).unref();
  };
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  child.once('error', () => resolve(127));
  child.once('close', (code) => resolve(code ?? 1));
  return promise.finally(() => signal.removeEventListener('abort', end));
}
