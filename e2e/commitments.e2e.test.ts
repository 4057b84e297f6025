import { beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '../shared/testing/wait-for.ts';
import { signUp, type TestSession } from './support/session.client.ts';
import { type SharedProduct, sharedProduct } from './support/shared-product.ts';

let product: SharedProduct;
let session: TestSession;
beforeAll(async () => {
  product = await sharedProduct();
  session = await signUp(product.url, 'Dachy');
});

type Thing = { id: string; [field: string]: unknown };
const items = async (path: string): Promise<Thing[]> => (await session.must<{ items: Thing[] }>('GET', path)).items;
const make = (path: string, body: unknown): Promise<Thing> => session.must<Thing>('POST', path, body);

test('a captured thought is suggested a decision with context, day, person and deal, and clarified so', async () => {
  const contexts = await waitFor('default contexts', async () => {
    const found = await items('/contexts');
    return found.length > 0 && found;
  });
  const company = await make('/companies', { name: 'Alfa Dachy' });
  const contact = await make('/contacts', { firstName: 'Anna', lastName: 'Kowalska', companyId: company.id });
  const deal = await make('/deals', { title: 'Dach', contactId: contact.id, companyId: company.id, value: { amount: 2_000_000 } });
  const item = await make('/inbox-items', { title: 'Zadzwoń do Anny Kowalskiej jutro', source: 'quickCapture' });
  const suggestion = await waitFor('a suggestion', async () => (await items(`/ai/suggestions?inboxItemId=${item.id}`))[0]);
  expect(suggestion).toMatchObject({
    decision: 'next',
    contextId: contexts[0]?.id,
    links: { contactId: contact.id, companyId: company.id, dealId: deal.id },
    provider: 'local',
    status: 'open',
  });

  const clarified = await make(`/inbox-items/${item.id}/clarify`, {
    decision: 'next',
    contextId: suggestion.contextId,
    dueDate: suggestion.dueDate,
    links: suggestion.links,
  });
  expect(clarified).toMatchObject({ status: 'clarified' });
  expect(await items(`/tasks?dealId=${deal.id}`)).toEqual([
    expect.objectContaining({ id: clarified.resultId, contextName: contexts[0]?.name }),
  ]);
  await waitFor('the deal to move', async () => (await session.must<Thing>('GET', `/deals/${deal.id}`)).motion === 'moving');
  await make(`/tasks/${String(clarified.resultId)}/complete`, {});
  await waitFor('the deal to be stuck', async () => (await session.must<Thing>('GET', `/deals/${deal.id}`)).motion === 'stuck');
});

test('a won deal leaves a follow-up task and an execution; reopening takes the task away', async () => {
  const deal = await make('/deals', { title: 'Okna', value: { amount: 100_000 } });
  await make(`/deals/${deal.id}/win`, {});
  const [task] = await waitFor('the follow-up', async () => {
    const found = await items(`/tasks?dealId=${deal.id}`);
    return found.length > 0 && found;
  });
  expect(task).toMatchObject({ origin: 'dealWon', links: { dealId: deal.id }, status: 'open' });
  await waitFor('the execution', async () =>
    (await items('/ai/executions?rule=deal-won-next-steps')).some(({ input }) => (input as Thing).dealId === deal.id),
  );
  await make(`/deals/${deal.id}/reopen`, {});
  await waitFor('the follow-up to go', async () => (await items(`/tasks?dealId=${deal.id}`)).length === 0);
});
