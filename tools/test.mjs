import { runUnderCurrentNode } from './bootstrap.mjs';

await runUnderCurrentNode('tools/run/test.ts', process.argv.slice(2));
