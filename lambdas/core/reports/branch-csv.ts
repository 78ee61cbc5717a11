import type { BranchRow } from './branch-rows.ts';

/** The first line of a download; further columns will only ever be appended. */
export const branchCsvHeader = 'branchCode,count,min,max,average,sum\r\n';

/** One line of a download (RFC 4180): a text, and numbers as they are. */
export function branchCsvLine([branchCode, ...figures]: BranchRow): string {
  return `${textCell(branchCode)},${figures.join(',')}\r\n`;
}

const beginsFormula = /^[=+\-@\t\r]/;
const needsQuotes = /[",\r\n]|^\s|\s$/;

/**
 * A text as a cell. One that a spreadsheet would run as a formula gets an apostrophe in front, which the spreadsheet takes
 * for "this is text".
 */
export function textCell(text: string): string {
  const safe = beginsFormula.test(text) ? `'${text}` : text;
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
