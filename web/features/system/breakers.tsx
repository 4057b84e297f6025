'use client';

import type { SystemReport } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { Table } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Section } from './section.tsx';
import classes from './system.module.css';
import { useSystemNames } from './use-system-names.ts';

const heads = ['name', 'state', 'service', 'instance'] as const;

export const Breakers = ({ breakers }: Pick<SystemReport, 'breakers'>) => {
  const t = useTranslations('system.breakers');
  const sections = useTranslations('system.sections');
  const { nameOf } = useSystemNames();
  return (
    <Section title={sections('breakers')} note={t('note')}>
      {breakers.length === 0 ? (
        <div className={classes.quiet}>{t('none')}</div>
      ) : (
        <div className={classes.table}>
          <Table horizontalSpacing="md" miw={520} aria-label={sections('breakers')}>
            <Table.Thead>
              <Table.Tr>
                {heads.map((head) => (
                  <Table.Th key={head}>{t(`heads.${head}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {breakers.map(({ name, state, service, instance }) => (
                <Table.Tr key={`${instance}/${name}`}>
                  <Table.Td className={classes.mono}>{name}</Table.Td>
                  <Table.Td>
                    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8 }}>
                      <span className={classes.dot} data-state={state} aria-hidden="true" />
                      {t(`states.${state}`)}
                    </span>
                  </Table.Td>
                  <Table.Td>{nameOf(service)}</Table.Td>
                  <Table.Td className={classes.mono}>{instance}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Section>
  );
};
