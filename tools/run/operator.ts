import { userInfo } from 'node:os';
import { roleUrl } from '../../shared/database/urls.ts';
import { operateOn } from '../operate/gateway-db.ts';
import { readSettings, type Settings } from './config.ts';
import { runningInstance } from './instance.ts';
import { loadSecrets } from './secrets.ts';

/** Where the gateway's role reaches the database of the product that `npm start` runs. */
export function gatewayUrl({ dataDir, ports, given, database }: Settings): string {
  const secrets = loadSecrets(dataDir);
  const server = given.databaseUrl ?? `postgresql://postgres@127.0.0.1:${ports.postgres}/postgres`;
  return roleUrl(server, database, 'gateway', 'app', () => secrets.rolePassword);
}

/** `npm run operator -- …`: the same as `ops operator` on a server. */
async function main(): Promise<void> {
  const settings = readSettings({ dev: false });
  if (runningInstance(settings.dataDir)?.url === undefined) {
    console.error('The product is not running: start it with `npm start`.');
    process.exitCode = 1;
    return;
  }
  process.exitCode = await operateOn(gatewayUrl(settings), userInfo().username, process.argv.slice(2));
}

await main();
