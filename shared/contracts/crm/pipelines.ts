import { z } from 'zod';
import { action, event } from '../define.ts';
import { empty, expectedVersion, id, keptName, name, version } from '../shapes.ts';

export const Stage = z.object({ id, name: keptName(80), position: z.int().min(0), probability: z.int().min(0).max(100) });
export const Pipeline = z.object({ id, name: keptName(120), isDefault: z.boolean(), stages: z.array(Stage), version });
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

export const arrangeStages = action('v1.crm.pipelines.arrangeStages', {
  http: 'PUT /pipelines/{pipelineId}/stages',
  permission: 'crm.pipelines:write',
  output: Pipeline,
  input: z.object({
    pipelineId: id,
    /** In their new order; without an id it is a new one. */
    items: z
      .array(z.object({ id: id.optional(), name: name(80), probability: z.int().min(0).max(100) }))
      .min(1)
      .max(20),
    /** Deals of a removed stage go to `moveTo`, at most 500 open ones at once; unsaid, a stage with deals is kept and this refused. */
    removed: z
      .array(z.object({ id, moveTo: id.optional() }))
      .max(20)
      .default([]),
    ...expectedVersion,
  }),
  errors: ['CRM_PIPELINE_NOT_FOUND', 'CRM_STAGE_NOT_FOUND', 'CRM_STAGE_IN_USE', 'VERSION_STALE'],
  summary: 'Renames, orders, adds and removes stages at once. What is named neither in `items` nor in `removed` stays, at the end.',
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
export const stagesArranged = event('crm.pipeline.stagesArranged', {
  version: 1,
  visible: 'crm.pipelines:read',
  aggregate: 'pipeline',
  key: (d) => d.pipelineId,
  data: z.object({ pipelineId: id, stageCount: z.int(), added: z.array(id), removed: z.array(id) }),
});
