import { beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../clock.ts';
import type { ActionContract } from '../contracts/define.ts';
import { allActions } from '../contracts/registry.ts';
import { newId } from '../ids.ts';
import { makeActorKeys } from '../testing/actor-keys.ts';
import { type ActorSigner, type ActorVerifier, actorSigner, actorVerifier } from './actor.ts';
import { handle } from './handle.ts';
import { answerCall } from './rpc.ts';
import { type Scope, serviceScope } from './scope.ts';

const keys = makeActorKeys();
const organizationId = newId();
let verify: ActorVerifier;
let asGateway: ActorSigner;
let asGtd: ActorSigner;

beforeAll(async () => {
  verify = await actorVerifier(keys.publicKeys);
  asGateway = await actorSigner('gateway', keys.privateKeyOf('gateway'));
  asGtd = await actorSigner('gtd', keys.privateKeyOf('gtd'));
});

const owner = (access: Scope['access']): Scope => ({
  organizationId,
  actorId: newId(),
  role: 'OWNER',
  // The plan has its say over whoever runs the installation, too.
  operator: true,
  correlationId: newId(),
  causationId: newId(),
  ...(access ? { access } : {}),
});
const service = (access?: Scope['access']): Scope =>
  serviceScope({ service: 'gtd', organizationId, correlationId: newId(), causationId: newId(), access });

/** The code an action answers with to this actor, as a service would answer it over the bus; its input is never right. */
const codeOf = async (contract: ActionContract, scope: Scope): Promise<string> => {
  const entry = handle(contract, () => Promise.reject(new Error('reached')));
  const actor = await (scope.role === 'SERVICE' ? asGtd : asGateway)(scope);
  const answer = await answerCall(entry, { verify, mayCall: () => true, clock: systemClock })(
    { surelyUnknownField: 1 },
    { actor, correlation: newId() },
  );
  return (JSON.parse(answer.text) as { code: string }).code;
};

const authenticated = allActions.filter(({ permission }) => permission !== 'public');
const titled = authenticated.map((contract) => [contract.name, contract] as const);

/** What a contract must leave open, told by what it does; everything else that writes is closed. */
const opens = ({ name, http }: ActionContract): boolean =>
  http?.method === 'GET' ||
  http?.method === 'DELETE' ||
  /\.(delete|remove|restore|discard|undo|revoke|end|leave)\w*$/i.test(name) ||
  (/^v1\.billing\./.test(name) && !/invoices/.test(name));

describe('F6: while the plan has ended', () => {
  test.each(titled)('%s is answered as its contract says, by RPC', async (_name, contract) => {
    const [user, own] = await Promise.all([codeOf(contract, owner('readOnly')), codeOf(contract, service('readOnly'))]);
    const expected = contract.whileReadOnly ? 'REQUEST_INVALID' : 'PLAN_READ_ONLY';
    expect([user, own]).toEqual([expected, expected]);
    expect(await codeOf(contract, owner('full'))).toBe('REQUEST_INVALID');
  });

  test('reading, deleting, restoring and billing stay open; adding and changing do not', () => {
    const wrong = authenticated.filter((contract) => opens(contract) && !contract.whileReadOnly).map(({ name }) => name);
    expect(wrong).toEqual([]);
    const adding = authenticated.filter(({ name }) =>
      /^v1\.(crm|gtd|ai|voice)\.\w+\.(create|update|win|run|capture|synthesize)/.test(name),
    );
    expect(adding.length).toBeGreaterThan(8);
    expect(adding.filter(({ whileReadOnly }) => whileReadOnly)).toEqual([]);
  });

  test('the effect of an event that was accepted before goes through: it carries no access', async () => {
    const create = authenticated.find(({ name }) => name === 'v1.gtd.tasks.create') as ActionContract;
    expect(await codeOf(create, service())).toBe('REQUEST_INVALID');
  });
});
