import { runUnderCurrentNode } from './bootstrap.mjs';

await runUnderCurrentNode('tools/run/operator.ts', process.argv.slice(2));
