import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { checkCsv } from '../../csv-rules/check-csv.ts';
import { type Column, columnSchema } from '../../csv-rules/columns.ts';

const shared = path.join(import.meta.dirname, '../strict-csv');
const corpus = path.join(shared, 'corpus');

/** A row of a trap's note: its place and verdict; the values behind them are not for this check. */
const rowSchema = z
  .tuple([z.number(), z.number(), z.number(), z.string().nullable(), z.string().nullable(), z.string().nullable()])
  .rest(z.unknown());

// The reference takes a column that does not say so for one that may be empty.
const optionalRequired = z.preprocess(
  (column) => ({ required: false, ...z.record(z.string(), z.unknown()).parse(column) }),
  columnSchema,
);

const noteSchema = z.object({
  columns: z.array(optionalRequired),
  maxRowBytes: z.number().default(1 << 20),
  error: z.tuple([z.string(), z.string()]).optional(),
  rows: z.array(rowSchema).default([]),
});

export interface Trap extends z.output<typeof noteSchema> {
  readonly name: string;
  readonly gzip: boolean;
  readonly bytes: Uint8Array;
}

/** The trap files that the Python reference and the Spark reader are held to, with what must come of them. */
export function readTraps(): Trap[] {
  return readdirSync(corpus)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const name = file.slice(0, -'.json'.length);
      const data = readdirSync(corpus).find((one) => one === `${name}.csv.gz`) ?? `${name}.csv`;
      const note = noteSchema.parse(JSON.parse(readFileSync(path.join(corpus, file), 'utf8')));
      return {
        ...note,
        name,
        gzip: data.endsWith('.gz'),
        bytes: new Uint8Array(readFileSync(path.join(corpus, data))),
      };
    });
}

/** What is to be said of a bad row: line, offset, length, reason, column, raw. */
export type BadRowVerdict = readonly [number, number, number, string, string, string];

export interface Outcome {
  readonly error: string | null;
  readonly rows: number;
  readonly bad: readonly BadRowVerdict[];
}

/** Judges a whole uncompressed file with every bad row as it is. */
export function outcomeOf(
  bytes: Uint8Array,
  columns: readonly Column[],
  maxRowBytes: number,
  complete = true,
): Outcome & { readonly unchecked: number } {
  const rules = { name: 'file.csv', columns, maxRowBytes };
  const all = { complete, mostBadRows: Number.POSITIVE_INFINITY, mostRawBytes: Number.POSITIVE_INFINITY };
  const findings = checkCsv(bytes, rules, all);
  return {
    error: findings.rejection?.code ?? null,
    rows: findings.rows,
    bad: findings.firstBadRows.map((row) => [row.line, row.offset, row.length, row.reason, row.column, row.raw]),
    unchecked: findings.uncheckedRules.length,
  };
}

const caseSchema = z.object({
  columns: z.array(columnSchema),
  maxRowBytes: z.number(),
  data: z.string(),
  error: z.string().nullable(),
  rows: z.number(),
  bad: z.array(z.tuple([z.number(), z.number(), z.number(), z.string(), z.string(), z.string()])),
});

export type RandomCase = Omit<z.output<typeof caseSchema>, 'data'> & { readonly bytes: Uint8Array };

/** Random declarations and files with the reference's verdicts; see random_cases.py. */
export function readRandomCases(): RandomCase[] {
  return readLines('random_cases.jsonl').map((line) => {
    const { data, ...known } = caseSchema.parse(line);
    return { ...known, bytes: new Uint8Array(Buffer.from(data, 'latin1')) };
  });
}

const patternSchema = z.object({ pattern: z.string(), matched: z.array(z.string()), refused: z.array(z.string()) });

/** Patterns with Java's judgement of texts; see pattern_cases.py. */
export function readPatternCases(): z.output<typeof patternSchema>[] {
  return readLines('pattern_cases.jsonl').map((line) => patternSchema.parse(line));
}

function readLines(file: string): unknown[] {
  const lines = readFileSync(path.join(shared, file), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}
