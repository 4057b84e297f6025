import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGES = ['pg', 'kysely', 'nats', 'moleculer', 'openai', 'zod', '@prisma/client'];

/** Each file is one violation, and names the rule that must catch it. */
const PLANTED: Record<string, { rule: string; source: string }> = {
  'shared/ids.ts': { rule: 'shared-knows-no-service', source: "import '../services/crm/src/deals/stage.ts';" },
  'services/gtd/src/tasks/task.ts': { rule: 'services-meet-through-contracts', source: "import '../../../crm/src/deals/stage.ts';" },
  'services/crm/src/companies/company.ts': { rule: 'slices-are-apart', source: "import '../deals/stage.ts';" },
  'services/crm/src/deals/deal.ts': { rule: 'decisions-do-no-io', source: "import { readFileSync } from 'node:fs'; readFileSync('x');" },
  'services/crm/src/contacts/contact.ts': { rule: 'decisions-do-no-io', source: "import './contacts.store.ts';" },
  'services/crm/src/deals/deals.actions.ts': { rule: 'sql-in-stores', source: "import { sql } from 'kysely'; sql;" },
  'services/crm/src/main.ts': { rule: 'sql-in-stores', source: "import pg from 'pg'; pg;" },
  'services/crm/src/deals/deals.store.ts': { rule: 'no-prisma-client-at-run-time', source: "import '@prisma/client';" },
  'services/crm/src/deals/deals.consumers.ts': { rule: 'nats-in-messaging', source: "import { connect } from 'nats'; connect;" },
  'services/crm/src/deals/deals.module.ts': {
    rule: 'moleculer-in-service',
    source: "import { ServiceBroker } from 'moleculer'; ServiceBroker;",
  },
  'services/ai/src/suggestions/suggestions.actions.ts': { rule: 'providers-in-clients', source: "import OpenAI from 'openai'; OpenAI;" },
  'web/features/deals/board.tsx': { rule: 'web-knows-contracts-only', source: "import '@crm-gtd/shared/clock.ts';" },
  'shared/contracts/crm/deals.ts': { rule: 'contracts-know-contracts-only', source: "import pg from 'pg'; pg;" },
  'shared/text/read-day.ts': { rule: 'text-knows-itself-only', source: "import { z } from 'zod'; z;" },
  'services/crm/src/pipelines/pipeline.ts': { rule: 'no-cycles', source: "import './pipelines.rules.ts';" },
  'services/crm/src/imports/import.ts': { rule: 'imports-resolve', source: "import './gone.ts';" },
  'services/crm/src/imports/imports.actions.ts': {
    rule: 'tests-are-not-imported',
    source: "import '../../../../shared/testing/test-stack.ts';",
  },
};

/** What the planted files import, itself without fault. */
const SUPPORT: Record<string, string> = {
  'services/crm/src/deals/stage.ts': 'export const stage = 1;',
  'services/crm/src/contacts/contacts.store.ts': "import { sql } from 'kysely'; sql;",
  'services/crm/src/pipelines/pipelines.rules.ts': "import './pipeline.ts';",
  'services/crm/src/deals/allowed.ts': "import type { Pool } from 'pg'; export type P = Pool; import { z } from 'zod'; z;",
  'shared/contracts/allowed.ts': "import { z } from 'zod'; import '../errors/codes.ts'; z;",
  'shared/errors/codes.ts': 'export const codes = {};',
  'shared/clock.ts': 'export const clock = 1;',
  'shared/testing/test-stack.ts': 'export const testStack = 1;',
  'shared/package.json': '{ "name": "@crm-gtd/shared", "exports": { "./*.ts": "./*.ts" } }',
};

const LINTED: Record<string, { rule: string; source: string }> = {
  'services/crm/src/a.ts': { rule: 'noProcessEnv', source: 'export const home = process.env.HOME;' },
  'services/crm/src/b.ts': { rule: 'plugin', source: 'export const now = new Date();' },
  'services/crm/src/c.ts': { rule: 'plugin', source: 'export const now = Date.now();' },
  'services/crm/src/d.ts': { rule: 'noRestrictedGlobals', source: "export const page = await fetch('http://x');" },
  'services/crm/src/e.ts': { rule: 'noExplicitAny', source: 'export const anything: any = 1;' },
  'services/crm/src/f.ts': { rule: 'noConsole', source: "console.log('x');" },
  'services/crm/src/g.ts': { rule: 'noEmptyBlockStatements', source: 'try {\n  globalThis.gc?.();\n} catch {}' },
  'services/crm/src/h.ts': { rule: 'noFloatingPromises', source: 'const later = async (): Promise<number> => 1;\nlater();' },
  'services/crm/src/i.ts': { rule: 'noEnum', source: "export enum Stage {\n  Open = 'open',\n}" },
};
const LINT_ALLOWED: Record<string, string> = {
  'services/crm/src/config.ts': 'export const home = process.env.HOME;\n',
  'services/crm/src/mail.client.ts': "export const page = await fetch('http://x');\n",
  'services/crm/src/parsed.ts': "export const day = new Date('2026-01-01T00:00:00Z');\n",
  'shared/clock.ts': 'export const now = (): Date => new Date();\n',
};

const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
const imports = join(folder, 'imports');
const lint = join(folder, 'lint');

beforeAll(() => {
  write(imports, Object.fromEntries(Object.entries(PLANTED).map(([path, { source }]) => [path, source])));
  write(imports, SUPPORT);
  for (const name of PACKAGES) {
    write(imports, {
      [`node_modules/${name}/package.json`]: `{ "name": "${name}", "main": "index.js" }`,
      [`node_modules/${name}/index.js`]: '',
    });
  }
  mkdirSync(join(imports, 'node_modules/@crm-gtd'), { recursive: true });
  symlinkSync('../../shared', join(imports, 'node_modules/@crm-gtd/shared'));
  write(lint, Object.fromEntries(Object.entries(LINTED).map(([path, { source }]) => [path, `${source}\n`])));
  write(lint, LINT_ALLOWED);
  for (const path of ['biome.json', '.gitignore', 'tools/lint/one-clock.grit']) cpSync(join(ROOT, path), join(lint, path));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every planted import is caught by its own rule, and nothing else is', () => {
  const args = ['--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', 'shared', 'services', 'web'];
  const { stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/depcruise'), args, { cwd: imports, encoding: 'utf8' });
  expect(stderr).toBe('');
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const caught = summary.violations.map(({ from, rule }) => `${from} ${rule.name}`);
  const planted = Object.entries(PLANTED).map(([path, { rule }]) => `${path} ${rule}`);
  expect(caught).toEqual(expect.arrayContaining(planted));
  const innocent = Object.keys(SUPPORT).filter((path) => path.includes('allowed'));
  expect(summary.violations.filter(({ from }) => innocent.includes(from))).toEqual([]);
});

test.each(Object.entries(LINTED))('%s is refused by the linter', (path, { rule }) => {
  expect(biome(path)).toContain(rule);
});

test.each(Object.keys(LINT_ALLOWED))('%s is accepted by the linter', (path) => {
  expect(biome(path)).not.toMatch(/lint\/| plugin /);
});

function biome(path: string): string {
  const { stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/biome'), ['lint', '--colors=off', path], {
    cwd: lint,
    encoding: 'utf8',
  });
  return stdout + stderr;
}

function write(root: string, files: Record<string, string>): void {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
}
