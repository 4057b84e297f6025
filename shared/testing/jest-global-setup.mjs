import { giveStackToWorkers } from './config.ts';
import { startStack } from './start-stack.ts';

export default async function setup() {
  const stack = await startStack();
  giveStackToWorkers(stack);
  globalThis.crmGtdTestStack = stack;
}
