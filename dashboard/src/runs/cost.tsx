import { minorUnits } from '../amounts/amount.ts';
import { Amount } from '../amounts/figures.tsx';

/** What a run has cost, in dollars: exact, without the zeros at the end that say nothing. */
export function Cost({ dollars }: { dollars: string }) {
  return <Amount value={withoutLastZeros(dollars)} currency="USD" />;
}

/** '0.00150000' as '0.0015' and '2.00000000' as '2.00': cents are always told. */
export function withoutLastZeros(amount: string): string {
  return amount.replace(/(\.\d{2}\d*?)0+$/, '$1');
}

const million = 1_000_000n;
/** Of dollars, as many as a run's record keeps. */
const costPlaces = 8;
/** A ten-thousandth of a cent: what a row costs is told by the million, and no finer. */
const places = 6;

/** What a million rows of the run have cost, rounded half up; null where no row was read. */
export function dollarsPerMillionRows(dollars: string, rows: number): string | null {
  if (rows === 0) return null;
  const scaled = minorUnits(dollars, costPlaces) * million * 10n ** BigInt(places);
  const divisor = BigInt(rows) * 10n ** BigInt(costPlaces);
  const rounded = (scaled * 2n + divisor) / (divisor * 2n);
  const digits = rounded.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
