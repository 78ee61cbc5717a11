import { z } from 'zod';
import { pageLimits } from '../../core/reports/values.ts';

/** PostgreSQL has no NUL in texts; every text that goes there is checked for it at the edge. */
export function isText(text: string): boolean {
  return !text.includes('\0');
}

export const limitSchema = z.coerce
  .number()
  .int()
  .min(pageLimits.least)
  .max(pageLimits.most)
  .default(pageLimits.usual)
  .meta({ description: 'Most items on a page. A page may hold fewer although more follow: see `nextCursor`.' });

export const cursorSchema = z
  .string()
  .max(4096)
  .optional()
  .meta({
    description:
      '`nextCursor` of the page before. Each page is of one moment, but the next one may be of a later one: what keeps its ' +
      'place in the order is given exactly once, whatever is published meanwhile, and what moves in it may be given again, ' +
      'further on, or not at all.',
  });

export const skipSchema = z.coerce.number().int().min(0).max(100_000_000).optional().meta({
  description: 'Leaves out so many items first, from the cursor on or from the beginning: for a jump in a long list.',
});

export const searchSchema = z
  .string()
  .max(256)
  .refine(isText, 'must not contain NUL')
  .optional()
  .meta({ description: 'A substring, upper and lower case alike; `%` and `_` stand for themselves.' });

/** A query parameter that may be repeated; gives the list without repetitions. */
export function repeatable<Item extends z.ZodType<string>>(item: Item, most: number) {
  return z
    .preprocess(
      (given) => (given === undefined ? [] : [given].flat()),
      z.array(item).max(most, `at most ${most} may be given`),
    )
    .transform((items) => [...new Set(items)])
    .optional();
}

/** A day of the calendar or a moment with its offset; PostgreSQL has no year 0. */
export const dayOrMomentSchema = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'must be a day (2026-11-21) or a moment in RFC 3339')
  .refine((given) => given >= '0001-01-01', 'must be a day since 0001-01-01');
