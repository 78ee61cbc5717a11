import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Decimal } from '../decimal.ts';
import { lineNames } from '../line-names.ts';

const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform((text) => Decimal.of(text));

const priceTableSchema = z.strictObject({
  region: z.string(),
  /** The day on which the prices were last gone through. */
  asOf: z.iso.date(),
  prices: z.record(
    z.enum(lineNames),
    z.strictObject({
      unit: z.string(),
      /** US dollars for one unit, the first tier. */
      usd: decimal,
      /** Units a month that AWS gives every account for ever. */
      free: decimal,
      source: z.url(),
      /** Whether a source names this price for this region. */
      isConfirmed: z.boolean(),
      /** Which source that is, or what could not be looked up. */
      standing: z.string().min(1),
    }),
  ),
});
export type PriceTable = z.output<typeof priceTableSchema>;

/** Mistakes of who asks for a region that nobody has looked up. */
export class NoPricesError extends Error {
  override readonly name = 'NoPricesError';
}

/** @throws NoPricesError that says which regions there are prices of */
export function readPrices(region: string): PriceTable {
  const regions = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'));
  if (!regions.includes(region)) {
    throw new NoPricesError(
      `there are no prices of ${region}, only of ${regions.join(', ')}; add cost/prices/${region}.json from AWS's pages`,
    );
  }
  return priceTableSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, `${region}.json`), 'utf8')));
}
