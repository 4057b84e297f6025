import { expect, test } from '@jest/globals';
import { type Evidence, examine, faultsOf, isClean, type Outcome, type Write } from './history.ts';

const write = (counter: number, outcome: Outcome = 'ok', writer = 'w1'): Write => ({
  id: `${writer}-${counter}`,
  kind: 'contact.create',
  ref: `${writer}-${counter}`,
  invokedMs: counter,
  endedMs: counter + 1,
  attempts: 1,
  outcome,
});
const seen = (...writes: Write[]) => writes.map(({ kind, ref }) => ({ kind, ref }));
const evidence = (given: Partial<Evidence>): Evidence => ({ writes: [], sightings: [], effects: [], told: [], ...given });
const killed = [{ name: 'processes killed', count: 1 }];

test('acknowledged writes that are all there, in order, once, with the fault proven, are clean', () => {
  const writes = [write(1), write(2)];
  const told = [1, 2].map((sequence) => ({ id: `e${sequence}`, aggregate: 'deal/1', sequence }));
  const finding = examine(evidence({ writes, sightings: seen(...writes), told, effects: [{ effect: 'invoice', cause: 'd1', count: 1 }] }));
  expect(faultsOf(finding)).toEqual({ lost: 0, unexpected: 0, duplicate: 0, reordered: 0 });
  expect(isClean(finding, killed)).toBe(true);
});

test('a run without proof of its fault is not clean, nor one in which nothing was acknowledged', () => {
  const finding = examine(evidence({ writes: [write(1)], sightings: seen(write(1)) }));
  expect(isClean(finding, [])).toBe(false);
  expect(isClean(finding, [{ name: 'redelivered', count: 0 }])).toBe(false);
  expect(isClean(examine(evidence({})), killed)).toBe(false);
});

test('acknowledged and missing is lost, at the start, in the middle or at the end of its writer', () => {
  const [first, second, third, fourth] = [write(1), write(2), write(3), write(4)];
  const writes = [first, second, third, fourth];
  expect(examine(evidence({ writes, sightings: seen(second, third) })).lost).toEqual({ prefix: 1, middle: 0, suffix: 1 });
  expect(examine(evidence({ writes, sightings: seen(first, fourth) })).lost).toEqual({ prefix: 0, middle: 2, suffix: 0 });
});

test('another writer does not make a lost end look like a middle', () => {
  const other = write(9, 'ok', 'w2');
  expect(examine(evidence({ writes: [write(1), write(2), other], sightings: seen(write(1), other) })).lost).toMatchObject({ suffix: 1 });
});

test('an unanswered write may be there or not', () => {
  const writes = [write(1, 'unknown'), write(2, 'unknown'), write(3)];
  const finding = examine(evidence({ writes, sightings: seen(write(1), write(3)) }));
  expect(finding).toMatchObject({ unknown: 2, recovered: 1 });
  expect(isClean(finding, killed)).toBe(true);
});

test('what nobody wrote, or what was refused, is unexpected', () => {
  const finding = examine(evidence({ writes: [write(1, 'refused')], sightings: seen(write(1), write(7)) }));
  expect(finding.unexpected).toBe(2);
  expect(finding.examples).toContain('unexpected contact.create w1-1, refused as w1-1');
});

test('the same effect twice is a duplicate, of a known and of an unknown write', () => {
  const writes = [write(1), write(2, 'unknown')];
  const finding = examine(evidence({ writes, sightings: seen(...writes, ...writes) }));
  expect(finding.duplicates).toBe(2);
  expect(isClean(finding, killed)).toBe(false);
});

test('an event without its effect is a loss, with two of them a duplicate', () => {
  const finding = examine(evidence({ effects: [0, 2, 1].map((count) => ({ effect: 'invoice', cause: `d${count}`, count })) }));
  expect(faultsOf(finding)).toMatchObject({ lost: 1, duplicate: 1 });
});

test('a later event before an earlier one, or a hole, is out of order; a repetition is not', () => {
  const told = (sequences: number[]) => sequences.map((sequence) => ({ id: `e${sequence}`, aggregate: 'deal/1', sequence }));
  expect(examine(evidence({ told: told([1, 2, 1, 2, 3]) })).reordered).toBe(0);
  expect(examine(evidence({ told: told([1, 3, 2]) })).reordered).toBe(2);
  expect(examine(evidence({ told: told([1, 3, 4]) })).reordered).toBe(1);
});
