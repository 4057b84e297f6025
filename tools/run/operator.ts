import { userInfo } from 'node:os';
import { roleUrl } from '../../shared/database/urls.ts';
import { operateOn } from '../operate/gateway-db.ts';
import { readSettings, type Settings } from './config.ts';
import { runningInstance } from './instance.ts';
import { loadSecrets, rolePasswords } from './secrets.ts';

/** Where the gateway's role reaches the database of the product that `npm start` runs. */
export function gatewayUrl({ dataDir, ports, given, database }: Settings): string {
  const secrets = loadSecrets(dataDir);
  const server = given.databaseUrl ?? `postgresql://postgres@127.0.0.1:${ports.postgres}/postgres`;
  return roleUrl(server, database, 'gateway', 'app', rolePasswords(secrets));
}

/** `npm run operator -- …`: the same as `ops operator` and `ops user` on a server. */
async function main(): Promise<void> {
  const settings = readSettings({ dev: false });
  const appUrl = runningInstance(settings.dataDir)?.url;
  if (appUrl === undefined) {
    console.error('The product is not running: start it with `npm start`.');
    process.exitCode = 1;
    return;
  }
  process.exitCode = await operateOn({ url: gatewayUrl(settings), appUrl, by: userInfo().username }, process.argv.slice(2));
}

await main();
