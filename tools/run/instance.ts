import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandLine } from '../../shared/local-servers/server-process.ts';

export type Instance = Readonly<{ pid: number; url?: string }>;

const MARK = 'tools/run/start.ts';

/** Takes the data folder for this process, or says who has it. A file left by a killed run is replaced. */
export function claim(dataDir: string): Instance | undefined {
  const file = fileOf(dataDir);
  mkdirSync(dirname(file), { recursive: true });
  const holder = runningInstance(dataDir);
  if (holder !== undefined) return holder;
  rmSync(file, { force: true });
  try {
    // Of two starts in the same moment only one makes the file.
    writeFileSync(file, JSON.stringify({ pid: process.pid }), { flag: 'wx' });
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return runningInstance(dataDir) ?? { pid: 0 };
  }
}

export function announce(dataDir: string, url: string): void {
  writeFileSync(fileOf(dataDir), JSON.stringify({ pid: process.pid, url }));
}

export function release(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

export function runningInstance(dataDir: string): Instance | undefined {
  try {
    const found = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as Instance;
    return commandLine(found.pid).includes(MARK) ? found : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'run', 'start.json');
}
