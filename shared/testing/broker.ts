import { type LocalNats, type NatsOptions, startNats } from '../local-servers/nats.ts';
import { serversFrom } from './config.ts';

/** A broker a test may kill: the machine's own program, or the container an installation runs. */
export async function startBroker(options: NatsOptions): Promise<LocalNats> {
  if (serversFrom() === 'programs') return startNats(options);
  const { startNatsContainer } = await import('./server-containers.ts');
  return startNatsContainer(options);
}
