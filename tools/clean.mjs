import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Removes what can be made again. The data of `npm start` stays: `npm start -- --reset` begins it anew. */
const ROOT = join(import.meta.dirname, '..');
const MADE = [
  '.turbo',
  '*/.turbo',
  'services/*/.turbo',
  'web/.next',
  'web/tsconfig.tsbuildinfo',
  'coverage',
  'test-results',
  'node_modules/.cache',
];

for (const pattern of MADE) for (const path of globSync(pattern, { cwd: ROOT })) rmSync(join(ROOT, path), { recursive: true, force: true });
console.log('Removed build outputs and caches.');
