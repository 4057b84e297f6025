import { runUnderCurrentNode } from './bootstrap.mjs';

await runUnderCurrentNode('tools/run/test.ts', ['deploy', '--', ...process.argv.slice(2)]);
