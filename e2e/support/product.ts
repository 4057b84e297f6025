import { startTestNats, testStack } from '../../shared/testing/test-stack.ts';
import { type Product, startProduct } from '../../tools/run/product.ts';

export type ProductNeeds = Readonly<{ web?: boolean; env?: Readonly<Record<string, string>> }>;

/** Limits per address are out of the way: every test comes from 127.0.0.1. */
const testEnv = {
  NODE_ENV: 'test',
  RATE_LIMIT_IP: '1000000',
  RATE_LIMIT_USER: '1000000',
  LOGIN_LIMIT_IP: '1000000',
  BCRYPT_ROUNDS: '4',
  OTEL_SDK_DISABLED: 'true',
};

/** For tests that kill or hang a process, count figures or need settings of their own; the others take `sharedProduct`. The whole product with a broker of its own: durables and node names belong to one installation. */
export const testProduct = async ({ web = false, env = {} }: ProductNeeds = {}): Promise<Product> => {
  const nats = await startTestNats();
  try {
    const product = await startProduct({
      servers: { ...testStack(), natsUrl: nats.url },
      web,
      env: { ...testEnv, NATS_MONITOR_URL: nats.monitorUrl, ...env },
    });
    const stop = async (): Promise<void> => {
      await product.stop();
      await nats.stop();
    };
    return { ...product, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await nats.stop();
    throw error;
  }
};
