import type { SliceNames } from './names.ts';

/** The object in which a service names its parts: from `return {` to its end, wherever the service lays it out. */
const partsOf = /return \{(?=[^;]*?\bactions\b[^;]*?\bconsumers\b)[^;]*/;

const withParts = (parts: string, things: string): string => {
  const actions = parts.includes('actions: [')
    ? parts.replace('actions: [', `actions: [...${things}.actions, `)
    : parts.replace(/actions: ([^\n]+),\n/, `actions: [...${things}.actions, ...$1],\n`);
  const consumers = actions.replace('consumers: [', `consumers: [...${things}.consumers, `);
  return consumers.includes('jobs: [')
    ? consumers.replace('jobs: [', `jobs: [...(${things}.jobs ?? []), `)
    : consumers.replace('return {', `return { jobs: ${things}.jobs ?? [], `);
};

/** The gateway runs its own actions beside the bus, so they are gathered before its parts are named. */
const gathered = 'const actions = ownActions(deps, identity, desks);';

const inList = (text: string, { things }: SliceNames): string =>
  text.replace('const slices = [', `const slices = [\n      ${things}Module({ db, clock }),`);

const inParts = (text: string, { things }: SliceNames): string => {
  const made = `const ${things} = ${things}Module({ db, clock });`;
  const clocked = text.includes('clock') ? text : text.replace('build: ({ config, db })', 'build: ({ config, db, clock })');
  if (clocked.includes(gathered)) {
    const first = clocked.replace(gathered, `${made}\n  const actions = [...${things}.actions, ...ownActions(deps, identity, desks)];`);
    return first.replace(partsOf, (parts) => withParts(parts, things));
  }
  return clocked.replace(partsOf, (parts) => `${made}\n    ${withParts(parts, things)}`);
};

/** Everything a slice has is started: actions, consumers and jobs, also those it gets later. */
export const wired = (text: string, names: SliceNames): string => {
  const imported = text.replace(
    /\nexport const /,
    (found) => `\nimport { ${names.things}Module } from './${names.things}/${names.things}.module.ts';\n${found}`,
  );
  return text.includes('const slices = [') ? inList(imported, names) : inParts(imported, names);
};
