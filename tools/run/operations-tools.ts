import { findProgram } from '../../shared/local-servers/find-program.ts';
import { installWithApt } from './install-servers.ts';

/** What tests of deployment and observation need besides the servers: program to Debian's package. */
const PACKAGES: Readonly<Record<string, string>> = {
  nginx: 'nginx-light',
  envsubst: 'gettext-base',
  curl: 'curl',
  prometheus: 'prometheus',
  promtool: 'prometheus',
  amtool: 'prometheus-alertmanager',
  shellcheck: 'shellcheck',
  openssl: 'openssl',
  age: 'age',
};

const missing = (): string[] => Object.keys(PACKAGES).filter((program) => findProgram(program) === undefined);

/** Installed through apt where we may; else the message says what a person has to install. */
export async function provideOperationsTools(say: (line: string) => void): Promise<void> {
  if (missing().length === 0) return;
  const packages = (): string[] => [...new Set(missing().map((program) => PACKAGES[program] as string))];
  if (process.getuid?.() === 0 && findProgram('apt-get') !== undefined) await installWithApt(packages(), say);
  if (missing().length > 0)
    throw new Error(`Not found: ${missing().join(', ')}. Debian, Ubuntu: sudo apt-get install -y ${packages().join(' ')}`);
}
