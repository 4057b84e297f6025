import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

export type TestCertificate = Readonly<{ folder: string; authority: string }>;

/** An authority and, signed by it, a certificate for localhost and further names, as fullchain.pem and privkey.pem: what certbot leaves. */
export function makeCertificate(folder: string, further: readonly string[] = []): TestCertificate {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args: readonly string[]): unknown =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-days', '2', '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', ...key, '-subj', '/CN=localhost', '-keyout', 'privkey.pem', '-out', 'request.pem');
  const names = ['DNS:localhost', 'IP:127.0.0.1', ...further.map((name) => `DNS:${name}`)];
  writeFileSync(join(folder, 'extensions'), `subjectAltName=${names.join(',')}\nbasicConstraints=CA:FALSE\n`);
  openssl(
    'x509',
    '-req',
    '-in',
    'request.pem',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'extensions',
    '-out',
    'server.pem',
  );
  writeFileSync(
    join(folder, 'fullchain.pem'),
    readFileSync(join(folder, 'server.pem'), 'utf8') + readFileSync(join(folder, 'ca.pem'), 'utf8'),
  );
  // nginx reads them as user 101, and mkdtemp closes the folder to everybody else.
  for (const [name, mode] of [
    ['..', 0o755],
    ['.', 0o755],
    ['privkey.pem', 0o644],
  ] as const)
    chmodSync(join(folder, name), mode);
  return { folder, authority: readFileSync(join(folder, 'ca.pem'), 'utf8') };
}

/** From now on every TLS client of this process, fetch included, accepts what the authority signed. */
export function trust({ authority }: TestCertificate): void {
  setDefaultCACertificates([...getCACertificates('default'), authority]);
}
