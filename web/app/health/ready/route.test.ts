import { expect, test } from '@jest/globals';
import { GET } from './route.ts';

const told = async (headers: Record<string, string>): Promise<unknown> =>
  GET(new Request('http://web/crm/health/ready', { headers })).json();

test('F22: only who asks the process itself, and not through a proxy, is told the version', async () => {
  expect(await told({})).toEqual({ ready: true, version: expect.any(String) });
  expect(await told({ 'x-forwarded-for': '10.0.0.1' })).toEqual({ ready: true });
});
