import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { allDurables } from './durables.ts';
import { allManifests } from './manifests/all.ts';
import type { Manifest } from './manifests/manifest.ts';
import { readValues } from './values.ts';

/** `node deploy/k8s/render.ts --values my-values.yaml --out folder`, then `kubectl apply -k folder`. */
export const fileOf = ({ kind, metadata: { name } }: Manifest): string => `${kind.toLowerCase()}-${name}.yaml`;

/** A folder for Kustomize: an installation patches what these values do not know from an overlay of its own. */
export const writeManifests = (manifests: readonly Manifest[], folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const manifest of manifests) writeFileSync(join(folder, fileOf(manifest)), stringify(manifest, { lineWidth: 0 }));
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: manifests.map(fileOf) };
  writeFileSync(join(folder, 'kustomization.yaml'), stringify(kustomization));
};

if (import.meta.main) {
  const { values: flags } = parseArgs({ options: { values: { type: 'string' }, out: { type: 'string' } } });
  if (flags.values === undefined || flags.out === undefined) throw new Error('render.ts --values FILE --out FOLDER');
  const manifests = allManifests(readValues(readFileSync(flags.values, 'utf8')), allDurables());
  writeManifests(manifests, flags.out);
  process.stdout.write(`${manifests.length} manifests in ${flags.out}\n`);
}
