'use client';

import type { AuditEntry } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { Money } from '@crm-gtd/shared/contracts/money.ts';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { useFormats } from '../../components/formats.ts';
import { usePlanName } from '../../components/plan-name.ts';
import { useRuleName } from '../assistant/use-rule-name.ts';
import { usePipelines } from '../deals/use-pipelines.ts';

type Data = Readonly<Record<string, unknown>>;
export type Dictionary = Readonly<Record<string, unknown>>;

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `before.stageId` of nested plain data. */
export const pick = (data: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (isData(at) ? at[key] : undefined), data);

const textAt = (data: Data, path: string): string => {
  const value = pick(data, path);
  return typeof value === 'string' ? value : '';
};

const numberAt = (data: Data, path: string): number => {
  const value = pick(data, path);
  return typeof value === 'number' ? value : 0;
};

/** Who did it: a person by name, a service as the system, an erased person as someone. */
export const useActor = () => {
  const t = useTranslations('audit');
  return useCallback(
    ({ actorId, actorName }: Pick<AuditEntry, 'actorId' | 'actorName'>): string => {
      if (actorName) return actorName;
      if (!actorId.startsWith('service:')) return t('someone');
      const service = actorId.slice('service:'.length);
      return t.has(`services.${service}` as 'services.crm') ? t(`services.${service}` as 'services.crm') : t('system');
    },
    [t],
  );
};

const useFieldNames = () => {
  const t = useTranslations('fieldNames');
  return useCallback(
    (fields: unknown): string => (Array.isArray(fields) ? fields.map((field) => (t.has(field) ? t(field) : String(field))).join(', ') : ''),
    [t],
  );
};

/** An event as a sentence people read: the type's text with stages, money and fields named. */
export const useSentence = () => {
  const t = useTranslations('events');
  const roles = useTranslations('roles');
  const pipelines = usePipelines();
  const { money, day } = useFormats();
  const fieldNames = useFieldNames();
  const ruleName = useRuleName();
  const planName = usePlanName();
  return useCallback(
    ({ type, data }: Pick<AuditEntry, 'type' | 'data'>): string => {
      const stages = pipelines.data?.items.flatMap((pipeline) => pipeline.stages) ?? [];
      const stage = (path: string): string => stages.find(({ id }) => id === textAt(data, path))?.name ?? '…';
      const amount = (path: string): string => {
        const value = Money.safeParse(pick(data, path));
        return value.success ? money(value.data) : '';
      };
      const role = (path: string): string =>
        roles.has(textAt(data, path) as 'OWNER') ? roles(textAt(data, path) as 'OWNER') : textAt(data, path);
      if (!t.has(type as 'crm.deal.won')) return type;
      const due = textAt(data, 'dueDate');
      const text = t as unknown as (key: string, values: Dictionary) => string;
      return text(type, {
        fromStage: stage('before.stageId'),
        toStage: stage('after.stageId'),
        value: amount('value') || amount('net'),
        gross: amount('gross'),
        fields: fieldNames(data['changedFields']),
        motion: textAt(data, 'after.motion') || 'other',
        decision: textAt(data, 'decision') || 'other',
        plan: planName(textAt(data, 'plan')),
        role: role('role'),
        fromRole: role('before.role'),
        toRole: role('after.role'),
        due: due ? day(due) : 'none',
        count: numberAt(data, 'rowCount') || numberAt(data, 'removed'),
        created: numberAt(data, 'counts.created'),
        answer: textAt(data, 'answer') || 'other',
        status: textAt(data, 'status') || 'other',
        rule: ruleName(textAt(data, 'rule')),
        command: [textAt(data, 'command'), textAt(data, 'argument')].join(' ').trim(),
      });
    },
    [t, roles, pipelines.data, money, day, fieldNames, ruleName, planName],
  );
};
