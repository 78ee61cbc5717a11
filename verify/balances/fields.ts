import { unescaped } from '../../csv-rules/row-check.ts';
import type { RowScanner } from '../../csv-rules/row-scanner.ts';

const moment = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))?$/;

/** An instant: whole seconds since 1970 UTC, and nanoseconds behind them. */
export interface Instant {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** The text of a field of a good row. */
export function textOf(bytes: Uint8Array, row: RowScanner, place: number): string {
  const [from, to] = [row.fieldFrom[place] as number, row.fieldTo[place] as number];
  const content = row.fieldEscaped[place] ? unescaped(bytes, from, to) : bytes.subarray(from, to);
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8');
}

/** @param text that keeps the rules of a timestamp; without an offset it is in UTC */
export function instantOf(text: string): Instant {
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes] = moment.exec(text) ?? [];
  // The years below 100 are those of Date.UTC's own century, but not of setUTCFullYear.
  const midnight = new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(day)) / 1000;
  const east = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
  return {
    seconds: midnight + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - east,
    nanoseconds: Number(fraction.padEnd(9, '0')),
  };
}

/** @param text that keeps the rules of a decimal with two places; gives it in hundredths */
export function hundredthsOf(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(`${whole.replace('+', '')}${fraction.padEnd(2, '0')}`);
}
