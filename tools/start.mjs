import { runUnderCurrentNode } from './bootstrap.mjs';

await runUnderCurrentNode('tools/run/start.ts', process.argv.slice(2));
