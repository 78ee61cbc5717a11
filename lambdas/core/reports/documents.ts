import { z } from 'zod';

/**
 * How the reports read the database: every query gives rows of (kind, document), where `document` is the text of one
 * JSON object that PostgreSQL has made, and one statement gives all kinds (a page's items and its summary), so that all
 * of it is of one snapshot.
 *
 * The JSON is made in SQL, and not by the Data API's `formatRecordsAs`, because there amounts, times and nulls look as we
 * write them, whichever way the Data API encodes columns. One row an item, and not one row a page, because a row may
 * not be larger than 64 KB.
 */
export const documentRowSchema = z.object({
  kind: z.string(),
  document: z.string().transform((text): unknown => JSON.parse(text)),
});
export type DocumentRow = z.infer<typeof documentRowSchema>;

/** The documents of one kind, in order, parsed. */
export function documentsOf<T>(rows: readonly DocumentRow[], kind: string, schema: z.ZodType<T>): T[] {
  return rows.filter((row) => row.kind === kind).map((row) => schema.parse(row.document));
}

/**
 * Bytes that the documents of a page may take in the answer of the Data API, which ends at 1 MiB. A page of more is cut
 * short; `nextCursor` then continues it.
 */
export const pageBytes = 900_000;

/**
 * Bytes that a text takes in the answer in the worst encoding: JSON in a string in JSON in a string, where a quote and a
 * backslash are four bytes each. SQL expression that evaluates its argument twice: give it a column.
 */
export const bytesOf = (text: string): string =>
  `4 * octet_length(${text}) - 3 * octet_length(replace(replace(${text}, '"', ''), chr(92), '')) + 64`;

/**
 * A timestamptz as RFC 3339 text in UTC with milliseconds; null stays null. SQL expression. It holds no colon, because
 * the Data API is not documented to leave colons within quotes alone: `:MI` would look like a parameter.
 */
export const timeOf = (column: string): string => formatted(column, 'MS');

/** A timestamptz with the microseconds that PostgreSQL orders by, for cursors. SQL expression. */
export const momentOf = (column: string): string => formatted(column, 'US');

/** What `momentOf` gives. */
export const momentSchema = z.iso.datetime({ precision: 6 });

const formatted = (column: string, fraction: 'MS' | 'US'): string =>
  `replace(to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24_MI_SS.${fraction}"Z"'), '_', chr(58))`;
