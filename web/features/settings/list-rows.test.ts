import { describe, expect, test } from '@jest/globals';
import { addRow, changeRow, draftOf, faultsOf, moveRow, removeRow, sendTo } from './list-rows.ts';

const draft = draftOf([
  { id: 'a', name: 'A', probability: 10 },
  { id: 'b', name: 'B', probability: 20 },
  { id: 'c', name: 'C', probability: 30 },
]);
const names = ({ rows }: ReturnType<typeof draftOf>): string[] => rows.map(({ name }) => name);

describe('U28: a list arranged', () => {
  test('rows change places and stop at the ends', () => {
    expect(names(moveRow(draft, 'c', -1))).toEqual(['A', 'C', 'B']);
    expect(names(moveRow(draft, 'a', -1))).toEqual(['A', 'B', 'C']);
    expect(names(moveRow(draft, 'c', 1))).toEqual(['A', 'B', 'C']);
  });

  test('what hangs on a removed row goes to the one before it, and on from there when that goes too', () => {
    const once = removeRow(draft, 'c');
    expect(once.gone).toEqual([{ id: 'c', name: 'C', moveTo: 'b' }]);
    const twice = removeRow(once, 'b');
    expect(twice.gone.map(({ id, moveTo }) => [id, moveTo])).toEqual([
      ['c', 'a'],
      ['b', 'a'],
    ]);
    expect(removeRow(draft, 'a').gone[0]?.moveTo).toBe('b');
    expect(sendTo(twice, 'c', null).gone[0]?.moveTo).toBeNull();
  });

  test('a new row that is removed leaves nothing behind', () => {
    expect(removeRow(addRow(draft, 'new'), 'new')).toEqual(draft);
  });

  test('a missing and a repeated name are told at their rows', () => {
    const faults = faultsOf(changeRow(addRow(draft, 'new'), 'c', { name: ' A ' }).rows);
    expect([...faults]).toEqual([
      ['c', 'taken'],
      ['new', 'required'],
    ]);
  });
});
