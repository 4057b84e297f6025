import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { boardFiles } from '../observability/dashboards/board-files.ts';
import { ruleFiles } from '../observability/rules/rule-files.ts';
import { broken, currentLock, lockPath, storedLock } from './generate/contracts-lock.ts';
import type { GeneratedFile } from './generate/document.ts';
import { envDoc, envExample } from './generate/env-doc.ts';
import { errorsDoc } from './generate/errors-doc.ts';
import { eventsDoc } from './generate/events-doc.ts';
import { metricsDoc } from './generate/metrics-doc.ts';

/** `node tools/generate.ts` writes every generated file; `--check` only compares and exits 1 on a difference. */
const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

const howToMeanIt =
  'Wanted? A changed limit or permission goes into shared/contracts/narrowings.ts, a removed route into shared/contracts/retired.ts, each with its reason.';

const lockFile: GeneratedFile = {
  path: lockPath,
  make: async () => {
    const [before, after] = [storedLock(root), currentLock()];
    const faults = before ? broken(before, after) : [];
    if (faults.length > 0) throw new Error(`Contracts broke without a new version:\n  ${faults.join('\n  ')}\n${howToMeanIt}`);
    return `${JSON.stringify(after, null, 1)}\n`;
  },
};

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const stale: string[] = [];
for (const file of [errorsDoc, eventsDoc, metricsDoc, envDoc, envExample, lockFile, ...ruleFiles, ...boardFiles]) {
  const path = join(root, file.path);
  const text = await file.make();
  if (read(path) === text) continue;
  stale.push(file.path);
  if (check) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
const verdict = stale.length === 0 ? 'Generated files are current.' : `${check ? 'Out of date' : 'Written'}: ${stale.join(', ')}`;
process.stdout.write(`${verdict}\n`);
if (check && stale.length > 0) process.exitCode = 1;
