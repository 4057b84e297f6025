import { expect, test } from '@jest/globals';
import { stateOf } from './import-rows.store.ts';

const row = (actor: object | null) =>
  ({
    createdAt: new Date(0),
    startedAt: null,
    finishedAt: null,
    undoRemoved: null,
    columns: [],
    suggestedMapping: {},
    mapping: null,
    actor,
  }) as never;

test('a run acts as who started it, without the command that did: its mark is left once', () => {
  const started = { organizationId: 'o', actorId: 'u', role: 'OWNER', correlationId: 'c', causationId: 'd' };
  expect(stateOf(row({ ...started, command: { id: 'k' } })).actor).toEqual(started);
  expect(stateOf(row(null)).actor).toBeNull();
});
