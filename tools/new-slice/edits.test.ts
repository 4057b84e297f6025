import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { newFiles, sliceEdits } from './edits.ts';
import { services, sliceNames } from './names.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe.each(services)('H4: a new slice of %s', (service) => {
  const names = sliceNames(service, 'giraffes');
  const edited = new Map(sliceEdits(names).map(({ path, change }) => [path, change(read(path))]));

  test('finds its place in every file', () => {
    for (const [path, text] of edited) expect([path, text === read(path)]).toEqual([path, false]);
    for (const path of Object.keys(newFiles(names))) expect(() => read(path)).toThrow();
  });

  test('leaves TypeScript that can be read', () => {
    const all = [...edited, ...Object.entries(newFiles(names))];
    for (const [path, text] of all.filter(([path]) => path.endsWith('.ts'))) {
      expect([path, stripTypeScriptTypes(text).length > 0]).toEqual([path, true]);
    }
  });

  test('has its actions, consumers and jobs started', () => {
    const wiring = edited.get(`services/${service}/src/service.ts`) ?? '';
    const parts = wiring.includes('const slices = [')
      ? ['giraffesModule({']
      : ['...giraffes.actions', '...giraffes.consumers', 'giraffes.jobs'];
    for (const part of parts) expect(wiring).toContain(part);
  });

  test('has a sentence for each of its events in both languages', () => {
    for (const locale of ['pl', 'en']) {
      const { events } = JSON.parse(edited.get(`web/messages/${locale}.json`) ?? '{}') as {
        events: Record<string, Record<string, object>>;
      };
      expect(Object.keys(events[service]?.['giraffe'] ?? {})).toEqual(['created', 'updated', 'deleted', 'restored']);
    }
  });
});
