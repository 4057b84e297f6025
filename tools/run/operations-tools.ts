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
  'prometheus-alertmanager': 'prometheus-alertmanager',
  'prometheus-postgres-exporter': 'prometheus-postgres-exporter',
  'prometheus-redis-exporter': 'prometheus-redis-exporter',
  'prometheus-nginx-exporter': 'prometheus-nginx-exporter',
  'prometheus-node-exporter': 'prometheus-node-exporter',
  'prometheus-blackbox-exporter': 'prometheus-blackbox-exporter',
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
