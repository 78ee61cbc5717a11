import { Decimal } from './decimal.ts';
import { type LineName, lineNames, type Quantities } from './line-names.ts';
import type { PriceTable } from './prices/price-table.ts';

/** One line of a bill. Amounts are US dollars, `unitPrice` for one `unit`. */
export interface BillLine {
  readonly usd: string;
  readonly quantity: string;
  readonly unit: string;
  readonly unitPrice: string;
}

export interface Bill {
  readonly monthlyUsd: string;
  readonly monthlyUsdFreeTier: string;
  readonly idleUsd: string;
  readonly services: Readonly<Partial<Record<LineName, BillLine>>>;
}

/** Quantities are told with so many places, and everything else follows from what is told. */
const QUANTITY_PLACES = 6;

/**
 * @param busy what a month at the asked load uses
 * @param idle what a month without files and visitors uses
 */
export function billFor(busy: Quantities, idle: Quantities, { prices }: PriceTable): Bill {
  const told = (quantities: Quantities, name: LineName): Decimal => quantities[name].upTo(QUANTITY_PLACES);
  const sum = (quantities: Quantities, isFree: boolean): string =>
    lineNames
      .map((name) => {
        const quantity = told(quantities, name);
        const paid = isFree ? quantity.lessAllowance(prices[name].free) : quantity;
        return paid.times(prices[name].usd);
      })
      .reduce((total, usd) => total.plus(usd), Decimal.zero)
      .toString();
  const lines = lineNames.map((name): [LineName, BillLine] => {
    const { unit, usd: unitPrice } = prices[name];
    const quantity = told(busy, name);
    const usd = quantity.times(unitPrice).toString();
    return [name, { usd, quantity: quantity.toString(), unit, unitPrice: unitPrice.toString() }];
  });
  return {
    monthlyUsd: sum(busy, false),
    monthlyUsdFreeTier: sum(busy, true),
    idleUsd: sum(idle, true),
    services: Object.fromEntries(lines.filter(([, { quantity }]) => quantity !== '0')),
  };
}
