import { stripTypeScriptTypes } from 'node:module';

/** The same type stripping as Node's own, so a test runs the code that production runs. */
export default {
  process: (source, path) => ({ code: path.endsWith('.ts') ? stripTypeScriptTypes(source, { mode: 'strip', sourceUrl: path }) : source }),
};
