import { Amount } from '../amounts/figures.tsx';

/** What a run has cost, in dollars: exact, without the zeros at the end that say nothing. */
export function Cost({ dollars }: { dollars: string }) {
  return <Amount value={withoutLastZeros(dollars)} currency="USD" />;
}

/** '0.00150000' as '0.0015' and '2.00000000' as '2.00': cents are always told. */
export function withoutLastZeros(amount: string): string {
  return amount.replace(/(\.\d{2}\d*?)0+$/, '$1');
}
