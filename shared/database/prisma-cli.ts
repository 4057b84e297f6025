import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './config.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export const repositoryRoot = resolve(import.meta.dirname, '../..');
export const serviceFolder = (service: string): string => join(repositoryRoot, 'services', service);
export const migrationsFolder = (service: string): string => join(serviceFolder(service), 'prisma/migrations');

/** Runs Prisma's command line in a service's folder and gives its standard output; a failure carries all it printed. */
export async function prisma(
  service: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const cli = require.resolve('prisma/build/index.js');
  const binaries = join(dirname(require.resolve('prisma/package.json')), '../.bin');
  const env = childEnvironment({
    PATH: [binaries, dirname(process.execPath), searchPath()].join(delimiter),
    // Nothing here uses a native engine. Any file that exists keeps Prisma from looking for one on its download host.
    PRISMA_QUERY_ENGINE_LIBRARY: process.execPath,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
    ...environment,
  });
  try {
    const { stdout } = await run(process.execPath, [cli, ...args], { cwd: serviceFolder(service), env, maxBuffer: 16_000_000 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`prisma ${args.join(' ')} failed for ${service}:\n${stdout}${stderr}`, { cause: error });
  }
}

const searchPath = (): string => childEnvironment({}).PATH ?? '';

export const hasMigrations = (service: string): boolean => existsSync(migrationsFolder(service));
