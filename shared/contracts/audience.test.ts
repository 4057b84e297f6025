import { describe, expect, test } from '@jest/globals';
import { hearableTypes, mayHear, onlyOf } from './audience.ts';
import { permissionMatrix, roles } from './permissions.ts';
import { allEvents } from './registry.ts';

const hearer = (role: (typeof roles)[number] | 'SERVICE', actorId = 'anna') => ({ role, actorId });

describe('H1, H2: who may hear of an event', () => {
  test.each(allEvents.map((event) => [event.type, event] as const))('%s says it, by a permission that somebody holds', (_type, event) => {
    expect(permissionMatrix[event.visible].length).toBeGreaterThan(0);
    const heard = roles.filter((role) => mayHear(hearer(role), { type: event.type, only: event.only ? 'anna' : null }));
    expect(heard).toEqual([...permissionMatrix[event.visible]]);
  });

  test('a type no contract names is told to nobody, and a service is told nothing', () => {
    for (const role of roles) expect(mayHear(hearer(role), { type: 'gtd.somethingNew.happened', only: null })).toBe(false);
    expect(mayHear(hearer('SERVICE'), { type: 'crm.deal.created', only: null })).toBe(false);
    expect(hearableTypes(hearer('SERVICE'))).toEqual({ open: [], personal: [] });
  });

  test('a draft invoice is not told to who may not read invoices', () => {
    expect(mayHear(hearer('GUEST'), { type: 'billing.invoice.drafted', only: null })).toBe(false);
    expect(hearableTypes(hearer('GUEST')).open).not.toContain('billing.invoice.drafted');
  });

  test("what happens in a person's inbox is told to that person alone, the owner of the firm included", () => {
    const told = { type: 'gtd.inboxItem.clarified', only: 'anna' };
    expect(mayHear(hearer('MEMBER', 'anna'), told)).toBe(true);
    expect(mayHear(hearer('OWNER', 'ewa'), told)).toBe(false);
    expect(mayHear(hearer('GUEST', 'anna'), told)).toBe(false);
  });

  test('an event of before it named its person is told to nobody', () => {
    const data = { inboxItemId: '0486fac8-4c3b-42e9-baec-19c476edb2ee', source: 'manual' };
    expect(onlyOf('gtd.inboxItem.captured', data)).toBeNull();
    expect(mayHear(hearer('OWNER', 'anna'), { type: 'gtd.inboxItem.captured', only: null })).toBe(false);
    expect(onlyOf('gtd.inboxItem.captured', { ...data, capturedBy: 'anna' })).toBe('anna');
    expect(onlyOf('crm.deal.created', { ...data, capturedBy: 'anna' })).toBeNull();
  });

  test('a list asks by the same rule as a single event', () => {
    for (const role of roles) {
      const { open, personal } = hearableTypes(hearer(role));
      const single = allEvents.filter(({ type, only }) => mayHear(hearer(role), { type, only: only ? 'anna' : null }));
      expect([...open, ...personal].sort()).toEqual(single.map(({ type }) => type).sort());
    }
  });
});
