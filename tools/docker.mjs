import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'deploy/compose');
const FILES = ['compose.yaml', 'compose.dev.yaml'];
const ACTIONS = { up: ['up', '--detach', '--build', '--wait'], down: ['down'] };

const action = ACTIONS[process.argv[2]];
if (action === undefined) stop('Say up or down.');
if (!existsSync(join(FOLDER, '.env'))) stop('There is no deploy/compose/.env: make it with `deploy/scripts/ops init --domain localhost`.');
const files = FILES.flatMap((name) => ['-f', join(FOLDER, name)]);
const { status, error } = spawnSync('docker', ['compose', ...files, ...action], { stdio: 'inherit' });
if (error !== undefined) stop(`Docker with Compose v2 is needed: ${error.message}`);
process.exitCode = status ?? 1;

function stop(message) {
  console.error(message);
  process.exit(1);
}
