import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runUnderCurrentNode } from './bootstrap.mjs';

/**
 * node tools/node.mjs [options of Node] <script of this checkout, or program of an npm package> [arguments]
 * Every command of package.json goes through here, so that it works whatever Node the machine has.
 */
const given = process.argv.slice(2);
const at = given.findIndex((argument) => !argument.startsWith('-'));
const [options, name, args] = [given.slice(0, at), given[at], given.slice(at + 1)];
const script = existsSync(join(import.meta.dirname, '..', name)) ? name : join('node_modules/.bin', name);
await runUnderCurrentNode([...options, script], args);
