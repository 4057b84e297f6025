import { listContacts, updateContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { completeTask } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { expect, test } from '@jest/globals';
import { buildRequest } from './request.ts';

const id = '01890000-0000-7000-8000-000000000001';

test('a list becomes a query without what is empty', () => {
  const { url, method, body } = buildRequest(listContacts, { q: 'łódź', limit: 50, cursor: undefined, sort: '' });
  expect([method, url, body]).toEqual(['GET', '/crm/api/v1/contacts?q=%C5%82%C3%B3d%C5%BA&limit=50', undefined]);
});

test('a write puts ids in the path, the version in If-Match and the rest in the body', () => {
  const { url, headers, body } = buildRequest(updateContact, { contactId: id, expectedVersion: 4, phone: null }, { idempotencyKey: 'k' });
  expect(url).toBe(`/crm/api/v1/contacts/${id}`);
  expect(headers).toMatchObject({ 'if-match': '"4"', 'idempotency-key': 'k', 'content-type': 'application/json' });
  expect(body).toBe('{"phone":null}');
});

test('a command without fields sends an empty object', () => {
  expect(buildRequest(completeTask, { taskId: id }).body).toBe('{}');
});

test('an id cannot climb out of its path', () => {
  expect(buildRequest(completeTask, { taskId: '../../deals' }).url).toBe('/crm/api/v1/tasks/..%2F..%2Fdeals/complete');
});
