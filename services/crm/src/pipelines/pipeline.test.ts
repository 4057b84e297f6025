import { expect, test } from '@jest/globals';
import { create, defaultPipeline, rename } from './pipeline.ts';

const id = '0198c0de-0000-7000-8000-000000000001';
const now = new Date('2026-11-20T10:00:00.000Z');

test.each(['pl', 'en'] as const)('the default pipeline in %s has stages in order, more probable from one to the next', (locale) => {
  const { stages } = create(id, defaultPipeline(locale), now).next;
  expect(stages.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
  expect(stages.map(({ probability }) => probability)).toEqual([...stages.map(({ probability }) => probability)].sort((a, b) => a - b));
});

test('the same pipeline made twice has the same stage ids', () => {
  const ids = () => create(id, defaultPipeline('pl'), now).next.stages.map((stage) => stage.id);
  expect(ids()).toEqual(ids());
  expect(new Set(ids()).size).toBe(5);
});

test('renaming to the same name tells nothing, a stale version is refused', () => {
  const pipeline = create(id, defaultPipeline('en'), now).next;
  expect(rename(pipeline, { name: 'Sales' }, now).events).toEqual([]);
  expect(rename(pipeline, { name: 'Leads', expectedVersion: 1 }, now)).toMatchObject({
    next: { name: 'Leads' },
    events: [{ type: 'crm.pipeline.renamed' }],
  });
  expect(() => rename(pipeline, { name: 'Leads', expectedVersion: 2 }, now)).toThrow(expect.objectContaining({ code: 'VERSION_STALE' }));
});
