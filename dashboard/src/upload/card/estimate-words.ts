import { formatCount } from '../../amounts/amount.ts';
import { formatDuration } from '../../layout/duration.ts';
import type { PreflightReport } from '../../preflight/index.ts';

type Estimate = NonNullable<PreflightReport['estimate']>;

/** What counting the file will take, in one line. All but the rows of a whole file are guesses, and say so. */
export function estimateWords({ rows, rowsExact, seconds, costUsd }: Estimate, locale?: string): string {
  const counted = rowsExact ? formatCount(rows, locale) : `About ${formatCount(roundly(rows), locale)}`;
  const words = [
    `${counted} ${rows === 1 ? 'row' : 'rows'}`,
    `about ${formatDuration(Math.ceil(seconds) * 1000)} of work once a worker is awake`,
  ];
  if (costUsd !== null) words.push(`about ${formatGuessedDollars(costUsd, locale)}`);
  return words.join(' · ');
}

/** To three digits: more would pretend to know. */
function roundly(rows: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, rows))) - 2);
  return Math.round(rows / unit) * unit;
}

/** @param costUsd a decimal string; it is formatted from its digits */
function formatGuessedDollars(costUsd: string, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });
  return format.format(costUsd as Intl.StringNumericLiteral);
}
