import { busSuite } from '../testing/bus-suite.ts';
import { MemoryBroker } from './memory-broker.ts';
import { memoryBus } from './memory-bus.ts';

busSuite('memory bus', async () => {
  const broker = new MemoryBroker();
  return {
    connect: async () => memoryBus(broker),
    killBroker: async () => broker.stop(),
    startBroker: async () => broker.start(),
    changeStream: async (name, change) => {
      const stream = broker.streams.get(name);
      if (stream) stream.config = { ...stream.config, ...change };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
});
