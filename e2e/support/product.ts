import { testStack } from '../../shared/testing/test-stack.ts';
import { type Product, startProduct } from '../../tools/run/product.ts';

export type ProductNeeds = Readonly<{ web?: boolean; env?: Readonly<Record<string, string>> }>;

/** The whole product on the servers of this test run. Limits per address are out of the way: every test comes from 127.0.0.1. */
export const testProduct = ({ web = false, env = {} }: ProductNeeds = {}): Promise<Product> =>
  startProduct({ servers: testStack(), web, env: { NODE_ENV: 'test', LOG_LEVEL: 'info', RATE_LIMIT_PER_IP: '100000', RATE_LIMIT_PER_USER: '100000', BCRYPT_ROUNDS: '4', OTEL_SDK_DISABLED: 'true', ...env } });
