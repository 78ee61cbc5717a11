import { dateLength, isDate, isDigit, isOffset, isTime, timeLength } from './calendar-text.ts';
import type { Column } from './columns.ts';
import { decimalCheck, integerCheck } from './number-checks.ts';
import type { Reason } from './reasons.ts';
import { type NotChecked, stringCheck } from './string-check.ts';

/**
 * Checks the content of a field that is not empty: bytes [from, to), valid UTF-8, doubled quotes undone.
 * Gives the first rule that it breaks, or null.
 */
export type FieldCheck = (bytes: Uint8Array, from: number, to: number) => Reason | null;

/** Makes the check of a column. */
export function fieldCheck(column: Column, notChecked: NotChecked): FieldCheck {
  switch (column.type) {
    case 'string':
      return stringCheck(column, notChecked);
    case 'integer':
      return integerCheck(column);
    case 'decimal':
      return decimalCheck(column);
    case 'timestamp':
      return (bytes, from, to) => (isTimestamp(bytes, from, to) ? null : 'bad-timestamp');
    case 'date':
      return (bytes, from, to) => (to - from === dateLength && isDate(bytes, from) ? null : 'bad-date');
  }
}

const shortestTimestamp = dateLength + 1 + timeLength;
const mostFractionDigits = 9;
const offsetLength = '+HH:MM'.length;

/** `YYYY-MM-DD`, `T` or a space, `HH:MM:SS`, optionally `.` and 1 to 9 digits, then `Z`, `±HH:MM` or nothing. */
function isTimestamp(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < shortestTimestamp) return false;
  const separator = bytes[from + dateLength];
  if (separator !== 0x54 && separator !== 0x20) return false;
  if (!isDate(bytes, from) || !isTime(bytes, from + dateLength + 1)) return false;
  let at = from + shortestTimestamp;
  if (at < to && bytes[at] === 0x2e) {
    const first = ++at;
    while (at < to && isDigit(bytes[at])) at++;
    if (at === first || at - first > mostFractionDigits) return false;
  }
  return isZone(bytes, at, to);
}

function isZone(bytes: Uint8Array, at: number, to: number): boolean {
  if (at === to || (at + 1 === to && bytes[at] === 0x5a)) return true;
  const signed = bytes[at] === 0x2b || bytes[at] === 0x2d;
  return to - at === offsetLength && signed && isOffset(bytes, at + 1);
}
