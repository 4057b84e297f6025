import { runUnderCurrentNode } from './bootstrap.mjs';

await runUnderCurrentNode('tools/run/test-deploy.ts', process.argv.slice(2));
