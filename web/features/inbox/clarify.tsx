'use client';

import { listSuggestions, type Suggestion } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import { ClarifyInput, type InboxDecision, type InboxItem } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { Group, Text, Title, UnstyledButton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRead } from '../../api/queries.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { useFormats } from '../../components/formats.ts';
import { Keys } from '../../components/keys-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { useMay } from '../../session/session.tsx';
import { ClarifyForm } from './clarify-form.tsx';
import { type ClarifyValues, clarifyInput, completeSuggestion, firstValues } from './clarify-values.ts';
import { type DecisionEntry, decidesAtOnce, decisions, entryOf } from './decisions.ts';
import classes from './inbox.module.css';
import { SuggestionCard } from './suggestion-card.tsx';
import { useClarify } from './use-clarify.ts';

type Choose = (entry: DecisionEntry) => void;

const DecisionButton = ({ entry, suggested, onChoose }: Readonly<{ entry: DecisionEntry; suggested: boolean; onChoose: Choose }>) => {
  const t = useTranslations('clarify.decisions');
  const Icon = entry.icon;
  return (
    <UnstyledButton className={classes.decision} data-suggested={suggested || undefined} onClick={() => onChoose(entry)}>
      <Icon size={20} stroke={1.7} aria-hidden="true" />
      <span style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" fw={580} lh={1.3}>
          {t(`${entry.decision}.name`)}
        </Text>
        <Text size="xs" c="dimmed" lh={1.3}>
          {t(`${entry.decision}.hint`)}
        </Text>
      </span>
      <Keys keys={[entry.key]} />
    </UnstyledButton>
  );
};

const Choice = ({ suggested, onChoose }: Readonly<{ suggested: InboxDecision | undefined; onChoose: Choose }>) => {
  const t = useTranslations('clarify');
  return [false, true].map((actionable) => (
    <section key={String(actionable)} aria-label={t(actionable ? 'actionable' : 'notActionable')}>
      <Text size="xs" c="dimmed" fw={560} mt="lg" mb={8}>
        {t(actionable ? 'actionable' : 'notActionable')}
      </Text>
      <div className={classes.decisions}>
        {decisions
          .filter((entry) => entry.actionable === actionable)
          .map((entry) => (
            <DecisionButton key={entry.decision} entry={entry} suggested={entry.decision === suggested} onChoose={onChoose} />
          ))}
      </div>
    </section>
  ));
};

const useSuggestion = (itemId: string): Suggestion | undefined => {
  const may = useMay('ai.suggestions:read');
  const { data } = useRead(listSuggestions, { inboxItemId: itemId, status: 'open', limit: 1 }, { enabled: may });
  return data?.items[0];
};

const useClarifyKeys = (options: {
  choosing: boolean;
  choose: Choose;
  suggestion: Suggestion | undefined;
  accept: () => void;
  refuse: () => void;
}): void => {
  const t = useTranslations('clarify');
  const group = t('title');
  const digits = decisions.map((entry) => ({
    keys: entry.key,
    label: t(`decisions.${entry.decision}.name`),
    group,
    run: () => options.choose(entry),
  }));
  const answers = options.suggestion
    ? [
        { keys: 'a', label: t('suggestion.accept'), group, run: options.accept },
        { keys: 'r', label: t('suggestion.refuse'), group, run: options.refuse },
      ]
    : [];
  useKeys([...digits, ...answers], options.choosing);
};

/** The wizard for one item: first what it is, then only what that needs. */
export const Clarify = ({ item }: Readonly<{ item: InboxItem }>) => {
  const t = useTranslations('clarify');
  const { ago } = useFormats();
  const suggestion = useSuggestion(item.id);
  const [chosen, setChosen] = useState<DecisionEntry | null>(null);
  const faultsOf = useSchemaErrors(ClarifyInput);
  const form = useForm<ClarifyValues>({
    initialValues: firstValues(item, 'next', undefined),
    validate: (values) => (chosen ? faultsOf(clarifyInput(item.id, chosen.decision, values)) : {}),
  });
  const { decide, refuse, sending } = useClarify(item, suggestion, form);

  const choose: Choose = (entry) => {
    const values = firstValues(item, entry.decision, suggestion);
    if (decidesAtOnce(entry)) return void decide(entry.decision, values);
    form.setValues(values);
    form.clearErrors();
    setChosen(entry);
  };
  const accept = (): void => {
    const entry = suggestion && entryOf(suggestion.decision);
    if (!suggestion || !entry) return;
    if (completeSuggestion(suggestion)) void decide(suggestion.decision, firstValues(item, suggestion.decision, suggestion));
    else choose(entry);
  };
  useClarifyKeys({ choosing: chosen === null, choose, suggestion, accept, refuse });
  return (
    <section className={classes.card} aria-label={t('title')}>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="xs" c="dimmed">
          {t('captured', { when: ago(item.capturedAt), source: t(`sources.${item.source}`) })}
        </Text>
      </Group>
      <Title order={2}>{item.title}</Title>
      {item.notes && (
        <Text size="sm" c="dimmed" mt={6} style={{ whiteSpace: 'pre-wrap' }}>
          {item.notes}
        </Text>
      )}
      {suggestion && !chosen && <SuggestionCard suggestion={suggestion} onAccept={accept} onRefuse={refuse} busy={sending} />}
      {chosen ? (
        <div style={{ marginTop: 20 }}>
          <Text fw={600} mb="sm">
            {t(`decisions.${chosen.decision}.name`)}
          </Text>
          <ClarifyForm
            entry={chosen}
            form={form}
            sending={sending}
            onBack={() => setChosen(null)}
            onSubmit={(values) => void decide(chosen.decision, values)}
          />
        </div>
      ) : (
        <Choice suggested={suggestion?.decision} onChoose={choose} />
      )}
    </section>
  );
};
