'use client';

import type { SystemReport } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';
import classes from './system.module.css';
import { useFigures } from './use-figures.ts';
import { useSystemNames } from './use-system-names.ts';
import { type Concern, totalsOf, type Verdict, verdictOf } from './verdict.ts';

const looks = {
  up: { icon: IconCircleCheck, color: 'green' },
  degraded: { icon: IconAlertTriangle, color: 'amber' },
  down: { icon: IconCircleX, color: 'red' },
} as const;

const useConcernText = () => {
  const t = useTranslations('system.concerns');
  const { nameOf, dependencyOf } = useSystemNames();
  const { span } = useFigures();
  return (concern: Concern): string => {
    if ('count' in concern) return t(concern.kind, { count: concern.count });
    const names = concern.names.map(concern.kind === 'unreachable' ? dependencyOf : nameOf).join(', ');
    return concern.kind === 'outbox' ? t('outbox', { names, age: span(concern.seconds) }) : t(concern.kind, { names });
  };
};

const VerdictStrip = ({ verdict }: Readonly<{ verdict: Verdict }>) => {
  const t = useTranslations('system');
  const textOf = useConcernText();
  const { icon: Icon, color } = looks[verdict.state];
  return (
    <div className={classes.verdict} data-state={verdict.state} role="status">
      <ThemeIcon size={36} radius="xl" variant="light" color={color}>
        <Icon size={21} stroke={1.8} />
      </ThemeIcon>
      <div>
        <Text fw={620}>{t(`verdict.${verdict.state}`)}</Text>
        <ul className={classes.concerns}>
          {verdict.concerns.map((concern) => (
            <Text component="li" size="sm" key={concern.kind}>
              {textOf(concern)}
            </Text>
          ))}
        </ul>
      </div>
    </div>
  );
};

type TileProps = Readonly<{ label: string; value: string; bad?: boolean }>;

const Tile = ({ label, value, bad = false }: TileProps) => (
  <div className={classes.tile} data-tone={bad ? 'red' : undefined}>
    <dt>{label}</dt>
    <dd>{value}</dd>
  </div>
);

type Props = Readonly<{ report: SystemReport; deadLetters: number; more: boolean }>;

export const Summary = ({ report, deadLetters, more }: Props) => {
  const t = useTranslations('system.tiles');
  const { number } = useFormats();
  const { span } = useFigures();
  const { up, services, waiting, oldestSeconds, openBreakers } = totalsOf(report);
  return (
    <>
      <VerdictStrip verdict={verdictOf(report, deadLetters)} />
      <dl className={classes.tiles}>
        <Tile label={t('services')} value={t('ofAll', { up: number(up), all: number(services) })} bad={up < services} />
        <Tile label={t('waiting')} value={number(waiting)} />
        <Tile label={t('oldest')} value={oldestSeconds >= 1 ? span(oldestSeconds) : t('none')} bad={oldestSeconds > 15} />
        <Tile label={t('deadLetters')} value={`${number(deadLetters)}${more ? '+' : ''}`} bad={deadLetters > 0} />
        <Tile label={t('breakers')} value={number(openBreakers)} bad={openBreakers > 0} />
      </dl>
    </>
  );
};
