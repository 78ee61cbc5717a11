import { formatAmount, formatCount } from './amount.ts';

/** An exact amount in the reader's locale; the element's value is the decimal string as the server gave it. */
export function Amount({ value, currency }: { value: string; currency?: string | undefined }) {
  return <data value={value}>{formatAmount(value, undefined, currency)}</data>;
}

/** A count of rows, files or branches in the reader's locale. */
export function Count({ value }: { value: number | bigint }) {
  return <data value={String(value)}>{formatCount(value)}</data>;
}
