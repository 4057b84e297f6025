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
    /** Beneath the field while it holds something. */
    said?: ((reading: Reading<V>) => string) | undefined;
  }>;

/** The text as it is being typed; a value that comes from elsewhere takes its place. */
const useDraft = (written: string) => {
  const [draft, setDraft] = useState<Readonly<{ text: string; own: string }> | null>(null);
  const [seen, setSeen] = useState(written);
  if (written !== seen) {
    setSeen(written);
    if (draft && draft.own !== written) setDraft(null);
  }
  return { text: draft?.text ?? written, setDraft };
};

/** Tells each new value once: Enter and then leaving the field is one decision. */
const useSettled = <V,>({ value, write, onSettle }: Pick<Props<V>, 'value' | 'write' | 'onSettle'>) => {
  const told = useRef(write(value));
  const seen = useRef(told.current);
  return async (settled: V): Promise<void> => {
    const before = write(value);
    if (seen.current !== before) told.current = before;
    seen.current = before;
    const now = write(settled);
    if (!onSettle || now === told.current) return;
    told.current = now;
    if ((await onSettle(settled)) === false) told.current = before;
  };
};

const useTyped = <V,>(props: Props<V>) => {
  const { value, write, read, onType } = props;
  const { text, setDraft } = useDraft(write(value));
  const [left, setLeft] = useState(false);
  const settled = useSettled(props);
  const type = (typed: string): void => {
    const reading = read(typed);
    setDraft({ text: typed, own: write(reading.value) });
    if (reading.ok) setLeft(false);
    onType?.(reading.value);
  };
  const settle = (): void => {
    const reading = read(text);
    setLeft(!reading.ok);
    if (!reading.ok) return;
    const own = write(reading.value);
    setDraft({ text: own, own });
    void settled(reading.value);
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
        settle();
        onBlur?.(event);
      }}
      onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) settle();
        onKeyDown?.(event);
      }}
    />
  );
};
