'use client';

import type { Money } from '@crm-gtd/shared/contracts/money.ts';
import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useLocale } from 'next-intl';

type Props = Omit<NumberInputProps, 'value' | 'onChange'> & Readonly<{ value?: Money; onChange: (money: Money) => void }>;

const minorUnits = 100;
const symbols: Readonly<Record<Money['currency'], string>> = { PLN: 'zł', EUR: '€', USD: '$', GBP: '£', CZK: 'Kč' };
const mostMajor = 9_999_999_999;

const nothing: Money = { amount: 0, currency: 'PLN' };

/** Typed as the reader writes money; kept as whole minor units. */
export const MoneyField = ({ value = nothing, onChange, ...rest }: Props) => {
  const polish = useLocale() === 'pl';
  return (
    <NumberInput
      min={0}
      max={mostMajor}
      decimalScale={2}
      fixedDecimalScale
      hideControls
      allowNegative={false}
      thousandSeparator={polish ? ' ' : ','}
      decimalSeparator={polish ? ',' : '.'}
      allowedDecimalSeparators={[',', '.']}
      suffix={` ${symbols[value.currency]}`}
      {...rest}
      value={value.amount === 0 ? '' : value.amount / minorUnits}
      onChange={(typed) => onChange({ ...value, amount: Math.round(Number(typed || 0) * minorUnits) })}
    />
  );
};
