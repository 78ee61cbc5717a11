import { formatCount } from '../amounts/amount.ts';
import type { Tone } from '../theme/tones.ts';
import type { PreflightReport } from './report.ts';

/** The verdict in one line, with what its colour says. */
export function verdictLine(report: PreflightReport, locale?: string): { readonly tone: Tone; readonly line: string } {
  const { verdict, rejection, rowsChecked, badRows, wholeFile } = report;
  if (verdict === 'will-be-rejected') {
    const sure = rejection?.certain ?? true;
    return sure
      ? { tone: 'bad', line: 'This file would be rejected.' }
      : { tone: 'warm', line: 'This file would probably be rejected.' };
  }
  if (rowsChecked === 0 && wholeFile) return { tone: 'info', line: 'The file has a header and no rows.' };
  if (rowsChecked === 0) return { tone: 'warm', line: 'No whole row lies in the part that was checked.' };
  const rows = `${wholeFile ? '' : 'first '}${formatCount(rowsChecked, locale)} ${rowsChecked === 1 ? 'row' : 'rows'}`;
  if (verdict === 'some-bad-rows') {
    const line = `${formatCount(badRows, locale)} of the ${rows} ${badRows === 1 ? 'is' : 'are'} bad and would be quarantined.`;
    return { tone: 'warm', line };
  }
  const line = rowsChecked === 1 ? `The ${rows} is good.` : `The ${rows} are all good.`;
  return { tone: report.uncheckedRules.length > 0 ? 'info' : 'good', line };
}
