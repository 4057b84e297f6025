import { expect, test } from '@jest/globals';
import { signInPlace } from './sign-in-place.ts';

test('U19: what one looked at survives signing in, with its filters', () => {
  const place = signInPlace('/contacts', 'sort=-lastName&city=warszawa&q=%C5%82%C3%B3d%C5%BA');
  expect(new URLSearchParams(place.split('?')[1]).get('next')).toBe('/contacts?sort=-lastName&city=warszawa&q=%C5%82%C3%B3d%C5%BA');
});

test('U19: the first screen needs no place to come back to', () => {
  expect([signInPlace('/', ''), signInPlace('/deals', '')]).toEqual(['/sign-in', '/sign-in?next=%2Fdeals']);
});
