import type { Bill } from './bill.ts';
import { Decimal } from './decimal.ts';
import { lineNames } from './line-names.ts';
import { DAYS_PER_MONTH, type Load } from './load.ts';
import type { PriceTable } from './prices/price-table.ts';
import type { TemplateFacts } from './template-facts.ts';

/** The bill for people: a line for each service, dearest first, then the sums and what to know about them. */
export function billLines(
  bill: Bill,
  { asOf, region, prices }: PriceTable,
  notes: readonly string[],
): readonly string[] {
  const services = Object.entries(bill.services).sort(([, left], [, right]) =>
    Decimal.of(left.usd).isBelow(Decimal.of(right.usd)) ? 1 : -1,
  );
  const unconfirmed = lineNames.filter((name) => !prices[name].isConfirmed);
  const line = (name: string, usd: string, rest = ''): string =>
    `${name.padEnd(26)} ${dollars(usd).padStart(10)}  ${rest}`.trimEnd();
  return [
    ...services.map(([name, { usd, quantity, unit, unitPrice }]) =>
      line(name, usd, `${Decimal.of(quantity).toFixed(2)} x ${unit} at $${unitPrice}`),
    ),
    '',
    line('A month', bill.monthlyUsd, 'without any free tier'),
    line('', bill.monthlyUsdFreeTier, 'with the allowances that AWS gives for ever'),
    line('Idle', bill.idleUsd, 'no files, no visitors, with these allowances'),
    '',
    `Prices of ${region} as of ${asOf}: ${unconfirmed.length} of ${lineNames.length} could not be confirmed for this region. ` +
      `What is known of each stands in cost/prices/${region}.json.`,
    ...notes,
  ];
}

/** Where the template and the asked load differ, so that nobody takes the one for the other. */
export function notesOn(load: Load, facts: TemplateFacts): readonly string[] {
  if (facts.landingDays === load.retentionDays) {
    return [];
  }
  const kept =
    facts.landingDays === null
      ? 'keeps landed files for ever, so that the lines "S3 storage" grow each month'
      : `keeps the bytes of landed files for ${facts.landingDays} days, old versions included`;
  return [
    `The stage ${kept}; this bill is for ${load.retentionDays} days (--retention-days), ` +
      `${DAYS_PER_MONTH.times(load.filesPerDay).toFixed(0)} files a month.`,
  ];
}

const dollars = (usd: string): string => `$${Decimal.of(usd).toFixed(2)}`;
