'use client';

import { Money } from '@crm-gtd/shared/contracts/money.ts';
import { readAmount } from '@crm-gtd/shared/text/read-amount.ts';
import type { TextInputProps } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from './formats.ts';
import { type Reading, TypedField } from './typed-field.tsx';

type Props = Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange'> &
  Readonly<{
    value?: Money;
    /** At every change; an amount that cannot be read is not a number, which no contract takes. */
    onChange?: (money: Money) => void;
    /** Only when the field is left or Enter pressed, and only what was read. Answers false when it was not kept. */
    onSettle?: (money: Money) => unknown;
  }>;

const nothing: Money = { amount: 0, currency: 'PLN' };
const most = Money.shape.amount.maxValue ?? Number.MAX_SAFE_INTEGER;

/** Typed as people write money, shown as everywhere on the screen; kept as whole minor units. A currency that is typed counts. */
export const MoneyField = ({ value = nothing, onChange, onSettle, onFocus, onBlur, ...rest }: Props) => {
  const t = useTranslations('amounts');
  const decimal = useLocale() === 'pl' ? ',' : '.';
  const { money } = useFormats();
  // While an amount is typed anew, a currency typed and taken away again leaves nothing behind.
  const [before, setBefore] = useState<Money['currency'] | null>(null);
  const currency = before ?? value.currency;
  const read = (text: string): Reading<Money> => {
    if (text.trim() === '') return { ok: true, value: { amount: 0, currency } };
    const amount = readAmount(text, { decimal, most });
    return amount.ok
      ? { ok: true, value: { amount: amount.minor, currency: amount.currency ?? currency } }
      : { ok: false, fault: t(amount.fault, { most: money({ amount: most, currency }) }), value: { currency, amount: Number.NaN } };
  };
  return (
    <TypedField
      inputMode="decimal"
      {...rest}
      onFocus={(event) => {
        setBefore(value.currency);
        onFocus?.(event);
      }}
      onBlur={(event) => {
        setBefore(null);
        onBlur?.(event);
      }}
      value={value}
      read={read}
      write={(each) => (each.amount === 0 || Number.isNaN(each.amount) ? '' : money(each))}
      onType={onChange}
      onSettle={onSettle}
    />
  );
};
