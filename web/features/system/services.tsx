'use client';

import type { ServiceHealth, SystemReport } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { Badge, Group, Text, Title } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';
import { Section } from './section.tsx';
import classes from './system.module.css';
import { useFigures } from './use-figures.ts';
import { useSystemNames } from './use-system-names.ts';

const colors = { up: 'green', degraded: 'amber', down: 'red' } as const;

export const StateBadge = ({ state }: Readonly<{ state: keyof typeof colors }>) => {
  const t = useTranslations('system.states');
  return (
    <Badge color={colors[state]} leftSection={<span className={classes.dot} data-state={state} aria-hidden="true" />}>
      {t(state)}
    </Badge>
  );
};

const Instance = ({ instance }: Readonly<{ instance: ServiceHealth['instances'][number] }>) => {
  const t = useTranslations('system.facts');
  const { span, size } = useFigures();
  const { checkOf } = useSystemNames();
  const failing = Object.entries(instance.checks).flatMap(([name, fine]) => (fine ? [] : [checkOf(name)]));
  return (
    <div className={classes.instance}>
      <dl className={classes.facts}>
        <dt>{t('version')}</dt>
        <dd>{instance.version}</dd>
        <dt>{t('instance')}</dt>
        <dd className={classes.mono}>{instance.instance}</dd>
        <dt>{t('uptime')}</dt>
        <dd>{span(instance.uptimeSeconds)}</dd>
        <dt>{t('memory')}</dt>
        <dd>{size(instance.memoryBytes)}</dd>
      </dl>
      {failing.length > 0 && (
        <Text size="sm" c="var(--mantine-color-error)" mt={6}>
          {t('failing', { names: failing.join(', ') })}
        </Text>
      )}
    </div>
  );
};

const Outbox = ({ outbox }: Pick<ServiceHealth, 'outbox'>) => {
  const t = useTranslations('system.facts');
  const { number } = useFormats();
  const { span } = useFigures();
  if (!outbox) return null;
  return (
    <dl className={classes.facts}>
      <dt>{t('outbox')}</dt>
      <dd>
        {outbox.pending === 0
          ? t('outboxEmpty')
          : t('outboxWaiting', { count: number(outbox.pending), age: span(outbox.oldestAgeSeconds) })}
      </dd>
    </dl>
  );
};

const ServiceCard = ({ health }: Readonly<{ health: ServiceHealth }>) => {
  const t = useTranslations('system.facts');
  const { nameOf } = useSystemNames();
  const { service, state, instances, silent, outbox } = health;
  return (
    <li className={classes.service} data-state={state} data-service={service}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Title order={3}>{nameOf(service)}</Title>
        <StateBadge state={state} />
      </Group>
      {instances.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('nobody')}
        </Text>
      )}
      {instances.map((instance) => (
        <Instance key={instance.instance} instance={instance} />
      ))}
      <Outbox outbox={outbox} />
      {silent > 0 && instances.length > 0 && (
        <Text size="sm" c="var(--mantine-color-error)">
          {t('silent', { count: silent })}
        </Text>
      )}
    </li>
  );
};

const WebCard = ({ web }: Pick<SystemReport, 'web'>) => {
  const t = useTranslations('system.facts');
  const { latency } = useFigures();
  const { nameOf } = useSystemNames();
  const state = web.up ? 'up' : 'down';
  return (
    <li className={classes.service} data-state={state} data-service="web">
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Title order={3}>{nameOf('web')}</Title>
        <StateBadge state={state} />
      </Group>
      {web.up ? (
        <dl className={classes.facts}>
          <dt>{t('version')}</dt>
          <dd>{web.version ?? '–'}</dd>
          {web.latencyMs !== null && (
            <>
              <dt>{t('answersIn')}</dt>
              <dd>{latency(web.latencyMs)}</dd>
            </>
          )}
        </dl>
      ) : (
        <Text size="sm" c="dimmed">
          {t('nobody')}
        </Text>
      )}
    </li>
  );
};

const Needed = ({ dependencies }: Pick<SystemReport, 'dependencies'>) => {
  const t = useTranslations('system');
  const { dependencyOf } = useSystemNames();
  const { latency } = useFigures();
  return (
    <ul className={classes.needed} aria-label={t('sections.dependencies')}>
      {dependencies.map(({ name, up, latencyMs }) => (
        <li key={name}>
          <span className={classes.dot} data-state={up ? 'up' : 'down'} aria-hidden="true" />
          <span>{dependencyOf(name)}</span>
          <Text component="span" size="sm" c={up ? 'dimmed' : 'var(--mantine-color-error)'}>
            {up ? (latencyMs === null ? t('states.connected') : latency(latencyMs)) : t('states.unreachable')}
          </Text>
        </li>
      ))}
    </ul>
  );
};

export const Services = ({ report }: Readonly<{ report: SystemReport }>) => {
  const t = useTranslations('system.sections');
  return (
    <Section title={t('services')}>
      <Needed dependencies={report.dependencies} />
      <ul className={classes.services}>
        {report.services.map((health) => (
          <ServiceCard key={health.service} health={health} />
        ))}
        <WebCard web={report.web} />
      </ul>
    </Section>
  );
};
