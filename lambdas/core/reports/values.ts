import { z } from 'zod';

/**
 * The kinds of values that every report is made of. Amounts are decimal strings from the database to the pixel, so no
 * float ever touches one.
 */

/** An exact amount with two decimals, in the currency of the job type, for example `-12.50`. */
export const amountSchema = z
  .string()
  .regex(/^-?\d+\.\d{2}$/)
  .meta({ description: 'An exact amount in the currency of the job type, with two decimals.', examples: ['-12.50'] });

/** sum / count, rounded half-even to four decimals. */
export const averageSchema = z
  .string()
  .regex(/^-?\d+\.\d{4}$/)
  .meta({ description: 'sum / count, rounded half-even to four decimals.', examples: ['10.0025'] });

/** A decimal of any scale, for example DPU-seconds or a price in dollars. */
export const decimalSchema = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ description: 'An exact decimal number.', examples: ['0.0123'] });

/** A number of rows, bytes, runs or branches. */
export const countSchema = z.int().min(0);

/** RFC 3339 in UTC with milliseconds, as `2026-11-21T09:00:00.000Z`. */
export const timeSchema = z.iso
  .datetime({ precision: 3 })
  .meta({ description: 'RFC 3339, UTC, milliseconds.', examples: ['2026-11-21T09:00:00.000Z'] });

export const runIdSchema = z.uuid().toLowerCase().meta({ description: 'The id of a run.' });

/** Where the next page begins; null after the last one. */
export const nextCursorSchema = z
  .string()
  .nullable()
  .meta({ description: 'Opaque. Give it back as `cursor` for the next page; null after the last one.' });

export const pageLimits = { least: 1, usual: 100, most: 1000 } as const;
