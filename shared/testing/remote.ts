import type { ServiceBroker } from 'moleculer';
import type { Clock } from '../clock.ts';
import type { ActionContract, InputOf, OutputOf } from '../contracts/define.ts';
import type { ActorVerifier } from '../service/actor.ts';
import { serviceSchema } from '../service/broker.ts';
import { type ActionContext, type ActionEntry, handle } from '../service/handle.ts';
import { mayCall } from '../service/service-calls.ts';

/** Another service's action as this test has it answer. Its input and output are checked by the contract, as the real one's are. */
export const remote = <A extends ActionContract>(
  contract: A,
  work: (input: InputOf<A>, context: ActionContext) => Promise<OutputOf<A>>,
): ActionEntry => handle(contract, work);

export const answerAsRemotes = (broker: ServiceBroker, remotes: readonly ActionEntry[], verify: ActorVerifier, clock: Clock): void => {
  for (const [service, actions] of Map.groupBy(remotes, ({ contract }) => contract.service)) {
    broker.createService(serviceSchema({ service, actions, verify, mayCall, clock }));
  }
};
