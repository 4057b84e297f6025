'use client';

import { TextInput, type TextInputProps } from '@mantine/core';
import { type ChangeEvent, type FocusEvent, type KeyboardEvent, useRef, useState } from 'react';

/** What a text means; or the words that say why it means nothing, and a value that no contract takes. */
export type Reading<V> = Readonly<{ ok: true; value: V }> | Readonly<{ ok: false; fault: string; value: V }>;

type Meaning<V> = Readonly<{
  value: V;
  /** The value as the field shows it; `read` must understand it. */
  write: (value: V) => string;
  read: (text: string) => Reading<V>;
}>;

type Props<V> = Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange'> &
  Meaning<V> &
  Readonly<{
    /** At every change of the text, so that whatever sends the form, at whatever moment, sends what is seen. */
    onType?: ((value: V) => void) | undefined;
    /** The field is left, or Enter pressed, with another value than before. Answers false when it was not kept. */
    onSettle?: ((value: V) => unknown) | undefined;
    /** Counts the values chosen beside the field, from a calendar for instance: each takes the place of what was typed. */
    chosen?: number;
    /** Beneath the field while it holds something. */
    said?: ((reading: Reading<V>) => string) | undefined;
  }>;

type Draft = Readonly<{
  text: string;
  /** The text's value as the field writes it. */
  own: string;
  /** Left and kept. Until then nothing takes the text away, not even the record read again after an earlier change. */
  kept: boolean;
}>;

/** The text as it is typed; once it is kept, a value that comes from elsewhere takes its place. */
const useDraft = (written: string, chosen: number) => {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [seen, setSeen] = useState(written);
  if (written !== seen) {
    setSeen(written);
    if (draft?.kept && draft.own !== written) setDraft(null);
  }
  const [choice, setChoice] = useState(chosen);
  if (chosen !== choice) {
    setChoice(chosen);
    setDraft(null);
  }
  return { text: draft?.text ?? written, setDraft };
};

/** Tells each new value once: Enter and then leaving the field is one decision. */
const useSettled = <V,>({ value, write, onSettle }: Pick<Props<V>, 'value' | 'write' | 'onSettle'>) => {
  const told = useRef(write(value));
  const seen = useRef(told.current);
  return async (settled: V): Promise<boolean> => {
    const before = write(value);
    if (seen.current !== before) told.current = before;
    seen.current = before;
    const now = write(settled);
    if (!onSettle || now === told.current) return true;
    told.current = now;
    const kept = (await onSettle(settled)) !== false;
    if (!kept) told.current = before;
    return kept;
  };
};

const useTyped = <V,>(props: Props<V>) => {
  const { value, write, read, onType } = props;
  const { text, setDraft } = useDraft(write(value), props.chosen ?? 0);
  const [left, setLeft] = useState(false);
  const settled = useSettled(props);
  const type = (typed: string): void => {
    const reading = read(typed);
    setDraft({ text: typed, own: write(reading.value), kept: false });
    if (reading.ok) setLeft(false);
    onType?.(reading.value);
  };
  const settle = async (): Promise<void> => {
    const reading = read(text);
    setLeft(!reading.ok);
    if (!reading.ok) return;
    const own = write(reading.value);
    const draft = { text: own, own, kept: false };
    setDraft(draft);
    if (await settled(reading.value)) setDraft((now) => (now === draft ? { ...draft, kept: true } : now));
  };
  return { text, reading: read(text), left, type, settle };
};

/**
 * A field whose text stays as it is typed until it is left: no sign is added, moved or dropped under the hands. It is read as a whole,
 * then shown the way the value is written; what cannot be read stays, with the reason.
 */
export const TypedField = <V,>(props: Props<V>) => {
  const {
    value: _value,
    write: _write,
    read: _read,
    onType: _onType,
    onSettle: _onSettle,
    chosen: _chosen,
    said,
    error,
    onBlur,
    onKeyDown,
    ...rest
  } = props;
  const { text, reading, left, type, settle } = useTyped(props);
  const own = !reading.ok && (left || error) ? reading.fault : undefined;
  const hint = text.trim() === '' || own || error ? undefined : said?.(reading);
  return (
    <TextInput
      autoComplete="off"
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      {...rest}
      value={text}
      error={own ? <span role="alert">{own}</span> : error}
      description={hint && <span role="status">{hint}</span>}
      onChange={(event: ChangeEvent<HTMLInputElement>) => type(event.currentTarget.value)}
      onBlur={(event: FocusEvent<HTMLInputElement>) => {
        void settle();
        onBlur?.(event);
      }}
      onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) void settle();
        onKeyDown?.(event);
      }}
    />
  );
};
