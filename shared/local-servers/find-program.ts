import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { searchPath } from './config.ts';

/** Where packages put server programs without adding them to the PATH. `*` stands for one folder level; the highest version wins. */
const KNOWN_FOLDERS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
  '/opt/homebrew/bin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/local/sbin',
];

/** The full path of a program, or undefined when this machine does not have it. */
export function findProgram(name: string): string | undefined {
  const folders = [...KNOWN_FOLDERS.slice(0, 5).flatMap(expand), ...searchPath(), ...KNOWN_FOLDERS.slice(5)];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export class ProgramMissingError extends Error {
  override name = 'ProgramMissingError';
  readonly program: string;
  constructor(program: string) {
    super(`${program} is not installed: it is neither on the PATH nor in a known folder`);
    this.program = program;
  }
}

export function requireProgram(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new ProgramMissingError(name);
  return path;
}

function expand(pattern: string): string[] {
  const star = pattern.indexOf('*');
  const start = pattern.lastIndexOf('/', star) + 1;
  const end = pattern.indexOf('/', star);
  const [head, folder, tail] = [pattern.slice(0, start), pattern.slice(start, end), pattern.slice(end)];
  const prefix = folder.replace('*', '');
  return entries(head)
    .filter((entry) => entry.startsWith(prefix))
    .sort((a, b) => Number.parseFloat(b.slice(prefix.length)) - Number.parseFloat(a.slice(prefix.length)))
    .map((entry) => join(head, entry, tail));
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // Most of the known folders belong to other systems; anything but their absence is news.
    if (isMissing(error)) return [];
    throw error;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(code);
}
