import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { AppError } from '../errors/app-error.ts';
import { isOwnFault, recentErrorsOf, rememberFault } from './recent-errors.ts';

const remember = (organizationId: string | undefined, error: unknown, name = 'v1.crm.deals.win', correlationId?: string): void =>
  rememberFault({ organizationId, origin: 'call', name, error, correlationId });

describe('recent faults', () => {
  test('are kept for their organization alone, newest first, and without one for nobody', () => {
    const [a, b] = [randomUUID(), randomUUID()];
    remember(a, new TypeError('x'), 'first');
    remember(a, new TypeError('x'), 'second');
    remember(undefined, new TypeError('x'), 'a job');
    expect(recentErrorsOf(a).map(({ name }) => name)).toEqual(['second', 'first']);
    expect(recentErrorsOf(b)).toEqual([]);
  });

  test('hold codes, never the words of a message', () => {
    const organizationId = randomUUID();
    remember(organizationId, Object.assign(new Error('Jan Kowalski'), { code: 'jan@example.com said so' }), 'a');
    remember(organizationId, Object.assign(new Error('Jan Kowalski'), { code: '40P01' }), 'b');
    remember(organizationId, 'Jan Kowalski', 'c');
    remember(organizationId, new AppError('SERVICE_UNAVAILABLE', { service: 'crm' }), 'd');
    expect(recentErrorsOf(organizationId).map(({ code, fault }) => [code, fault])).toEqual([
      ['SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE'],
      ['INTERNAL', 'unknown'],
      ['INTERNAL', '40P01'],
      ['INTERNAL', 'unknown'],
    ]);
    expect(JSON.stringify(recentErrorsOf(organizationId))).not.toMatch(/Kowalski|example/);
  });

  test('of one trace are counted, not repeated', () => {
    const [organizationId, correlationId] = [randomUUID(), randomUUID()];
    for (let at = 0; at < 3; at += 1) remember(organizationId, new TypeError('x'), 'gtd-followups', correlationId);
    remember(organizationId, new TypeError('x'), 'gtd-followups', randomUUID());
    expect(recentErrorsOf(organizationId).map(({ count }) => count)).toEqual([1, 3]);
  });

  test('are bounded: a noisy organization pushes out only its own', () => {
    const [noisy, quiet] = [randomUUID(), randomUUID()];
    remember(quiet, new TypeError('x'));
    for (let at = 0; at < 80; at += 1) remember(noisy, new TypeError('x'), `fault ${at}`);
    expect(recentErrorsOf(noisy)).toHaveLength(50);
    expect(recentErrorsOf(noisy)[0]?.name).toBe('fault 79');
    expect(recentErrorsOf(quiet)).toHaveLength(1);
  });

  test('are ours: what the caller did wrong is his', () => {
    expect([new TypeError('x'), new AppError('INTERNAL'), new AppError('AI_PROVIDER_FAILED')].map(isOwnFault)).toEqual([true, true, true]);
    expect([new AppError('REQUEST_INVALID'), new AppError('CRM_DEAL_NOT_FOUND'), new AppError('RATE_LIMITED')].map(isOwnFault)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
