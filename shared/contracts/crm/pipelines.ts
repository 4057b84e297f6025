import { z } from 'zod';
import { action, event } from '../define.ts';
import { empty, expectedVersion, id, name, version } from '../shapes.ts';

export const Stage = z.object({ id, name: name(80), position: z.int().min(0), probability: z.int().min(0).max(100) });
export const Pipeline = z.object({ id, name: name(120), isDefault: z.boolean(), stages: z.array(Stage), version });
export type Pipeline = z.infer<typeof Pipeline>;
export type Stage = z.infer<typeof Stage>;

export const listPipelines = action('v1.crm.pipelines.list', {
  http: 'GET /pipelines',
  permission: 'crm.pipelines:read',
  input: empty,
  output: z.object({ items: z.array(Pipeline), nextCursor: z.string().nullable() }),
});
export const createPipeline = action('v1.crm.pipelines.create', {
  http: 'POST /pipelines',
  permission: 'crm.pipelines:write',
  status: 201,
  output: Pipeline,
  input: z.object({
    name: name(120),
    stages: z
      .array(z.object({ name: name(80), probability: z.int().min(0).max(100) }))
      .min(1)
      .max(20),
  }),
});
export const renamePipeline = action('v1.crm.pipelines.rename', {
  http: 'PATCH /pipelines/{pipelineId}',
  permission: 'crm.pipelines:write',
  output: Pipeline,
  input: z.object({ pipelineId: id, name: name(120), ...expectedVersion }),
  errors: ['CRM_PIPELINE_NOT_FOUND', 'VERSION_STALE'],
});

export const pipelineCreated = event('crm.pipeline.created', {
  version: 1,
  visible: 'crm.pipelines:read',
  aggregate: 'pipeline',
  key: (d) => d.pipelineId,
  data: z.object({ pipelineId: id, stageCount: z.int(), isDefault: z.boolean() }),
});
export const pipelineRenamed = event('crm.pipeline.renamed', {
  version: 1,
  visible: 'crm.pipelines:read',
  aggregate: 'pipeline',
  key: (d) => d.pipelineId,
  data: z.object({ pipelineId: id }),
});
