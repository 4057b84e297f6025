import { expect, test } from '@jest/globals';
import { quotedPhrase } from './suggestion-reason.ts';

test('U28: of a rule’s reason only the quoted words are told as they are', () => {
  expect(quotedPhrase('„kup” wskazuje: najbliższe działanie. Termin: 2026-11-17. Podpowiedź lokalna, bez modelu językowego.')).toBe('kup');
  expect(quotedPhrase('“call” suggests: next action. A local suggestion, without a language model.')).toBe('call');
  expect(quotedPhrase('Bez wskazówek w treści.')).toBeUndefined();
});
