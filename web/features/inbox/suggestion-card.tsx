'use client';

import type { Suggestion } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import { Badge, Button, Group, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';
import { Keys } from '../../components/keys-hint.tsx';
import { useContexts } from '../tasks/context-select.tsx';
import classes from './inbox.module.css';
import { quotedPhrase } from './suggestion-reason.ts';

type Props = Readonly<{ suggestion: Suggestion; onAccept: () => void; onRefuse: () => void; busy: boolean }>;

/** Looks unlike a fact on purpose: dashed, named as a suggestion, with its source and how sure it is. */
export const SuggestionCard = ({ suggestion, onAccept, onRefuse, busy }: Props) => {
  const t = useTranslations('clarify');
  const { percent, day } = useFormats();
  const contexts = useContexts();
  const contextName = contexts.find(({ id }) => id === suggestion.contextId)?.name ?? suggestion.contextName;
  const phrase = suggestion.provider === 'local' ? quotedPhrase(suggestion.reason) : undefined;
  const byRule = phrase ? t('suggestion.because', { phrase }) : '';
  const reason = suggestion.provider === 'local' ? byRule : suggestion.reason;
  const facts = [contextName, suggestion.dueDate && day(suggestion.dueDate)].filter(Boolean).join(' · ');
  return (
    <section className={classes.suggestion} aria-label={t('suggestion.title')}>
      <Group gap={8} mb={6}>
        <IconSparkles size={17} stroke={1.8} aria-hidden="true" />
        <Text size="sm" fw={600}>
          {t('suggestion.text', { decision: t(`decisions.${suggestion.decision}.name`) })}
        </Text>
        <Badge color="gray" variant="outline">
          {t(`suggestion.source.${suggestion.provider}`)}
        </Badge>
        <Text size="xs" c="dimmed">
          {t('suggestion.confidence', { share: percent(suggestion.confidence) })}
        </Text>
      </Group>
      {facts && <Text size="sm">{facts}</Text>}
      {reason && (
        <Text size="sm" c="dimmed">
          {reason}
        </Text>
      )}
      <Group gap="xs" mt="sm">
        <Button size="xs" variant="light" onClick={onAccept} loading={busy} rightSection={<Keys keys={['a']} />}>
          {t('suggestion.accept')}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onRefuse} rightSection={<Keys keys={['r']} />}>
          {t('suggestion.refuse')}
        </Button>
      </Group>
    </section>
  );
};
