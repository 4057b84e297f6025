import { randomUUID } from 'node:crypto';
import { dealCreated } from '../contracts/crm/deals.ts';
import type { TestService } from './test-service.ts';

/** A dead letter of the organization, as the audit's consumer would have left it after its last attempt; gives the event's id. */
export const bury = async (gateway: Pick<TestService<unknown>, 'bus' | 'deliver'>, organizationId: string): Promise<string> => {
  const ids = { dealId: randomUUID(), pipelineId: randomUUID(), stageId: randomUUID() };
  const value = { amount: 1, currency: 'PLN' } as const;
  const envelope = await gateway.deliver(dealCreated, { ...ids, contactId: null, companyId: null, value }, { organizationId });
  await gateway.bus.publish({
    id: `gateway-audit:${randomUUID()}`,
    subject: 'dlq.gateway.gateway-audit',
    payload: JSON.stringify(envelope),
    headers: {
      'Dlq-Reason': 'INTERNAL',
      'Dlq-Subject': `evt.crm.${organizationId}.deal.created`,
      'Dlq-Durable': 'gateway-audit',
      'Dlq-Attempts': '8',
    },
  });
  return envelope.id;
};
