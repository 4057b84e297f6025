import { runUnderCurrentNode } from './bootstrap.mjs';

await runUnderCurrentNode('tools/run/test-containers.ts', process.argv.slice(2));
