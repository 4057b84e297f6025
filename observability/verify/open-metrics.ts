export type Sample = Readonly<{ name: string; labels: Readonly<Record<string, string>>; value: number }>;
export type Family = Readonly<{ type: string; help: string; samples: Sample[] }>;

const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*?)\})? (-?(?:[\d.eE+-]+|Inf)|\+Inf|[Nn]a[Nn])(?: [\d.]+)?(?: # \{.*)?$/;
const labelPair = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/gy;
const suffixes = ['_total', '_created', '_bucket', '_count', '_sum', '_info'];

const labelsOf = (text: string, line: string): Record<string, string> => {
  const labels: Record<string, string> = {};
  labelPair.lastIndex = 0;
  for (let end = 0; end < text.length; end = labelPair.lastIndex) {
    const match = labelPair.exec(text);
    if (!match) throw new Error(`Labels cannot be read: ${line}`);
    labels[match[1] ?? ''] = match[2] ?? '';
  }
  return labels;
};

/** The standard takes `nan` in any case, and a gauge without a reading is one. */
const valueOf = (text: string): number => (text.endsWith('Inf') ? Number(text.replace('Inf', 'Infinity')) : Number(text));

const familyOf = (name: string, families: Map<string, Family>): Family | undefined =>
  families.get(name) ??
  suffixes
    .filter((suffix) => name.endsWith(suffix))
    .map((suffix) => families.get(name.slice(0, -suffix.length)))
    .find(Boolean);

/** A strict reader: a line that is no OpenMetrics, a sample before its family, or a missing end throws. */
export const parseOpenMetrics = (text: string): Map<string, Family> => {
  if (!text.endsWith('# EOF\n')) throw new Error('No # EOF at the end');
  const families = new Map<string, Family>();
  const helps = new Map<string, string>();
  for (const line of text.split('\n').slice(0, -2)) {
    const meta = /^# (HELP|TYPE|UNIT) (\S+) ?(.*)$/.exec(line);
    if (meta) {
      const [, kind, name = '', rest = ''] = meta;
      if (kind === 'HELP') helps.set(name, rest);
      if (kind === 'TYPE') families.set(name, { type: rest, help: helps.get(name) ?? '', samples: [] });
      continue;
    }
    const sample = sampleLine.exec(line);
    const family = sample && familyOf(sample[1] ?? '', families);
    if (!sample || !family) throw new Error(`Not a sample of a known family: ${line}`);
    family.samples.push({ name: sample[1] ?? '', labels: labelsOf(sample[2] ?? '', line), value: valueOf(sample[3] ?? '') });
  }
  return families;
};
