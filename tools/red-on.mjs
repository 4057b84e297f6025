import { runUnderCurrentNode } from './bootstrap.mjs';

await runUnderCurrentNode(['tools/run/red-on.ts'], process.argv.slice(2));
