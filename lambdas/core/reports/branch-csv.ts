import type { BranchRow } from './branch-rows.ts';
import { textCell } from './csv-cells.ts';

/** The first line of a download; further columns will only ever be appended. */
export const branchCsvHeader = 'branchCode,count,min,max,average,sum\r\n';

/** One line of a download (RFC 4180): a text, and numbers as they are. */
export function branchCsvLine([branchCode, ...figures]: BranchRow): string {
  return `${textCell(branchCode)},${figures.join(',')}\r\n`;
}
