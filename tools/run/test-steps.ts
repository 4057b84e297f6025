/** What a step needs around it. */
export type Need = 'servers' | 'tools' | 'browser' | 'containers';

type Named = Readonly<{
  name: string;
  title: string;
  /** At least four times what it takes on two idle cores, since machines differ by more than two: it guards against hanging. */
  limitMinutes: number;
}>;
export type CommandStep = Named & Readonly<{ command: readonly [string, ...string[]]; aside?: boolean }>;
export type ProjectStep = Named & Readonly<{ project: string; needs?: Need; oneByOne?: boolean; onlyWith?: 'containers' }>;
export type Step = CommandStep | ProjectStep;

const npm = (script: string): [string, ...string[]] => ['npm', 'run', '--silent', script];

/**
 * `npm test` runs all of these but the last; `npm test -- unit lint` only those named. Steps that stand aside only compute: they run
 * at the lowest priority beside the others, in the time those spend waiting for servers, browsers and containers.
 */
export const STEPS: readonly Step[] = [
  { name: 'build', title: 'Web build', command: npm('build'), limitMinutes: 20 },
  { name: 'type-check', title: 'Types', command: npm('type-check'), aside: true, limitMinutes: 60 },
  {
    name: 'generated',
    title: 'Generated files are current',
    command: ['node', 'tools/generate.ts', '--check'],
    aside: true,
    limitMinutes: 60,
  },
  { name: 'lint', title: 'Lint', command: npm('lint'), aside: true, limitMinutes: 60 },
  { name: 'boundaries', title: 'Boundaries', command: npm('boundaries'), aside: true, limitMinutes: 60 },
  { name: 'unit', title: 'Unit tests', project: 'unit', limitMinutes: 20 },
  { name: 'int', title: 'Integration tests', project: 'int', needs: 'servers', limitMinutes: 60 },
  { name: 'ops', title: 'Operations tests', project: 'ops', needs: 'tools', oneByOne: true, limitMinutes: 40 },
  { name: 'e2e', title: 'End-to-end tests', project: 'e2e', needs: 'browser', oneByOne: true, limitMinutes: 60 },
  {
    name: 'deploy',
    title: 'Container tests',
    project: 'deploy',
    needs: 'containers',
    oneByOne: true,
    onlyWith: 'containers',
    limitMinutes: 60,
  },
];

export function chosenSteps(names: readonly string[], containers: boolean): readonly Step[] {
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) throw new Error(`No step ${unknown.join(', ')}. There are: ${STEPS.map(({ name }) => name).join(', ')}`);
  if (names.length > 0) return STEPS.filter(({ name }) => names.includes(name));
  return STEPS.filter((step) => containers || !('onlyWith' in step));
}
