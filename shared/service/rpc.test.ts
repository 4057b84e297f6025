import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServiceBroker } from 'moleculer';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { action } from '../contracts/define.ts';
import { AppError } from '../errors/app-error.ts';
import { newId } from '../ids.ts';
import { makeActorKeys } from '../testing/actor-keys.ts';
import { actorSigner, actorVerifier } from './actor.ts';
import { createBroker, serviceSchema } from './broker.ts';
import { handle, handlePublic } from './handle.ts';
import { type Call, type CallRaw, rpcClient } from './rpc.ts';
import type { Scope } from './scope.ts';
import { mayCall } from './service-calls.ts';

const echo = action('v1.crm.echo.say', {
  permission: 'crm.deals:write',
  input: z.object({ text: z.string() }),
  output: z.object({ text: z.string(), organizationId: z.string() }),
});
const leak = action('v1.crm.echo.leak', { permission: 'crm.deals:read', input: z.object({}), output: z.object({ id: z.string() }) });
const fail = action('v1.crm.echo.fail', {
  permission: 'crm.deals:read',
  input: z.object({ how: z.enum(['known', 'unknown']) }),
  output: z.null(),
});
const open = action('v1.crm.echo.open', { permission: 'public', input: z.object({}), output: z.object({ correlationId: z.string() }) });
const gone = action('v1.billing.echo.gone', { permission: 'crm.deals:read', input: z.object({}), output: z.null() });

const organizationId = newId();
const scope = (role: Scope['role'] = 'MEMBER'): Scope => ({
  organizationId,
  actorId: newId(),
  role,
  correlationId: newId(),
  causationId: newId(),
});
let brokers: ServiceBroker[];
let call: Call;
let callRaw: CallRaw;

const keys = makeActorKeys();

beforeAll(async () => {
  const namespace = newId();
  const crm = createBroker({ service: 'crm', instance: 'a', natsUrl: 'fake', namespace });
  const gateway = createBroker({ service: 'gateway', instance: 'a', natsUrl: 'fake', namespace });
  const actions = [
    handle(echo, async ({ text }, { scope: { organizationId: organization } }) => ({ text, organizationId: organization })),
    handle(leak, async () => ({ id: 'x', passwordHash: 'secret' })),
    handle(fail, async ({ how }) => {
      throw how === 'known' ? new AppError('CRM_DEAL_NOT_FOUND', { dealId: 'x' }) : new TypeError('select * from users');
    }),
    handlePublic(open, async (_input, { correlationId }) => ({ correlationId })),
  ];
  crm.createService(
    serviceSchema({ service: 'crm', actions, verify: await actorVerifier(keys.publicKeys, 'crm'), mayCall, clock: systemClock }),
  );
  brokers = [crm, gateway];
  await Promise.all(brokers.map((broker) => broker.start()));
  await gateway.waitForServices({ name: 'crm', version: 1 }, 5_000, 10);
  ({ call, callRaw } = rpcClient({
    broker: gateway,
    sign: await actorSigner('gateway', keys.privateKeyOf('gateway')),
    clock: systemClock,
  }));
});
afterAll(async () => void (await Promise.all(brokers.map((broker) => broker.stop()))));

describe('a call over the bus', () => {
  test("arrives with the caller's organization, and text with line feeds comes back whole", async () => {
    const text = 'Zażółć\ngęślą "jaźń"\u2028\\n';
    expect(await call(echo, { text }, scope())).toEqual({ text, organizationId });
  });

  test('gives its bytes untouched to who only passes them on', async () => {
    expect(JSON.parse((await callRaw(echo, { text: 'a' }, scope())).text)).toEqual({ text: 'a', organizationId });
  });

  test('drops what the contract does not name', async () => {
    expect((await callRaw(leak, {}, scope())).text).toBe('{"id":"x"}');
  });

  test('is refused without an actor, with too little permission, and with unknown fields by name', async () => {
    await expect(call(echo, { text: 'a' }, { correlationId: newId() })).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    await expect(call(echo, { text: 'a' }, scope('GUEST'))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(callRaw(echo, { text: 'a', organizationId: newId() }, scope())).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      details: { errors: [{ path: 'organizationId', code: 'unknown_field' }] },
    });
  });

  test('F8: in the name of a service is refused where the service has nothing to ask', async () => {
    const service: Scope = { ...scope('SERVICE'), actorId: 'service:voice' };
    const keyed = rpcClient({
      broker: brokers[1] as ServiceBroker,
      sign: await actorSigner('voice', keys.privateKeyOf('voice')),
      clock: systemClock,
    });
    await expect(keyed.call(echo, { text: 'a' }, service)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  test('tells a known error with its details, an unknown one as INTERNAL without a word of it', async () => {
    await expect(call(fail, { how: 'known' }, scope())).rejects.toMatchObject({ code: 'CRM_DEAL_NOT_FOUND', details: { dealId: 'x' } });
    const fault: unknown = await call(fail, { how: 'unknown' }, scope()).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'INTERNAL', details: {} });
    expect(JSON.stringify(fault)).not.toContain('users');
  });

  test('needs no actor for a public action', async () => {
    const correlationId = newId();
    expect(await call(open, {}, { correlationId })).toEqual({ correlationId });
  });

  test('to a service that is not there says which one', async () => {
    await expect(call(gone, {}, scope())).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { service: 'billing' } });
  });
});
