import { expect, test } from '@jest/globals';
import { shownNip, validNip } from './nip.ts';

test('a NIP is known by its checksum, however it is written', () => {
  expect(['5260250274', '526-025-02-74', 'PL 526 025 02 74'].map(validNip)).toEqual([true, true, true]);
  expect(['5260250275', '526025027', 'abc', ''].map(validNip)).toEqual([false, false, false, false]);
});

test('it is shown in groups', () => {
  expect(shownNip('5260250274')).toBe('526-025-02-74');
});
