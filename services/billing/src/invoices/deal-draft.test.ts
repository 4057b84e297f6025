import { describe, expect, test } from '@jest/globals';
import { fateOf } from './deal-draft.ts';

const news = (sequence: number, deletedSequence = 0, restoredSequence = 0) => ({ sequence, deletedSequence, restoredSequence });

describe('K10: the draft of a win', () => {
  test.each([
    ['nothing came after it', 2, news(0), 'live'],
    ['the deal was reopened after it', 2, news(3), 'withdrawn'],
    ['it was won again after that', 4, news(3), 'live'],
    ['the deal was deleted', 2, news(0, 3), 'putAway'],
    ['and restored', 2, news(0, 3, 4), 'live'],
    ['and deleted once more', 2, news(0, 5, 4), 'putAway'],
    ['reopened and then deleted', 2, news(3, 4), 'withdrawn'],
    ['one made before wins had a place, deleted', null, news(0, 3), 'putAway'],
  ] as const)('%s', (_title, win, heard, fate) => {
    expect(fateOf(win, heard)).toBe(fate);
  });
});
