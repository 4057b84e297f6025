import * as cnpg from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1';
import * as keda from '@kubernetes-models/keda/keda.sh/v1alpha1';
import * as monitoring from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import type { Manifest } from './manifests/manifest.ts';

type Model = new (data: never) => { validate(): void };

const groups: Readonly<Record<string, object>> = {
  v1: core,
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'batch/v1': batch,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
  'keda.sh/v1alpha1': keda,
  'postgresql.cnpg.io/v1': cnpg,
  'monitoring.coreos.com/v1': monitoring,
};

/** The published schema's verdict: undefined when it is satisfied, `no schema` for a kind that has none here. */
export const schemaFault = (manifest: Manifest): string | undefined => {
  const model = (groups[manifest.apiVersion] as Readonly<Record<string, Model>> | undefined)?.[manifest.kind];
  if (model === undefined) return 'no schema';
  try {
    new model(manifest as never).validate();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
