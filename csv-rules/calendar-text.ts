/** Dates and times of day written in digits. */

export const dateLength = 'YYYY-MM-DD'.length;
export const timeLength = 'HH:MM:SS'.length;

const hyphen = 0x2d;
const colon = 0x3a;
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Two digits as a number, or -1. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 0x30;
  const ones = (bytes[at + 1] as number) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1;
}

/** Whether a real date `YYYY-MM-DD` of the years 0001 to 9999 stands at `at`. */
export function isDate(bytes: Uint8Array, at: number): boolean {
  const century = twoDigits(bytes, at);
  const yearOfCentury = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  if (century < 0 || yearOfCentury < 0 || bytes[at + 4] !== hyphen || bytes[at + 7] !== hyphen) return false;
  const year = 100 * century + yearOfCentury;
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (daysInMonth[month - 1] as number) + (month === 2 && leap ? 1 : 0);
}

/** Whether a time `HH:MM:SS` stands at `at`. Hour 24 and second 60 are none. */
export function isTime(bytes: Uint8Array, at: number): boolean {
  return (
    isOneOf(twoDigits(bytes, at), 24) &&
    bytes[at + 2] === colon &&
    isOneOf(twoDigits(bytes, at + 3), 60) &&
    bytes[at + 5] === colon &&
    isOneOf(twoDigits(bytes, at + 6), 60)
  );
}

/** Whether an offset `HH:MM` of at most 23:59 stands at `at`. */
export function isOffset(bytes: Uint8Array, at: number): boolean {
  return isOneOf(twoDigits(bytes, at), 24) && bytes[at + 2] === colon && isOneOf(twoDigits(bytes, at + 3), 60);
}

function isOneOf(number: number, count: number): boolean {
  return number >= 0 && number < count;
}
