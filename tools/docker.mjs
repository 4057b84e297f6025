import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const COMPOSE_FILE = join(ROOT, 'deploy/compose/compose.yaml');
const ACTIONS = { up: ['up', '--detach', '--build', '--wait'], down: ['down'] };

const action = ACTIONS[process.argv[2]];
if (action === undefined) stop('Say up or down.');
if (!existsSync(COMPOSE_FILE)) stop('There is no deploy/compose/compose.yaml in this version: run the product with `npm start`.');
const { status, error } = spawnSync('docker', ['compose', '-f', COMPOSE_FILE, ...action], { stdio: 'inherit' });
if (error !== undefined) stop(`Docker with Compose v2 is needed: ${error.message}`);
process.exitCode = status ?? 1;

function stop(message) {
  console.error(message);
  process.exit(1);
}
