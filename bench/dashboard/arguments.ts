import { parseArgs } from 'node:util';
import { parseRows, UsageError } from '../../local/cli/arguments.mjs';

export interface DashboardArguments {
  readonly files: number;
  /** Branches that each file has, the same in all of them. */
  readonly branches: number;
  /** Visits whose median is told, each with an empty cache. */
  readonly visits: number;
  readonly json: string | undefined;
}

/** Throws `UsageError` with one clear line. */
export function parseDashboardArguments(argv: readonly string[]): DashboardArguments {
  const text = { type: 'string' } as const;
  const options = { files: text, branches: text, visits: text, json: text };
  const { values } = parseArgs({ args: [...argv], options });
  const visits = /^[1-9]\d?$/.test(values.visits ?? '5') ? Number(values.visits ?? '5') : 0;
  if (visits === 0) throw new UsageError(`--visits takes a whole number from 1 to 99; it was given "${values.visits}"`);
  return {
    files: parseRows(values.files ?? '3'),
    branches: parseRows(values.branches ?? '100k'),
    visits,
    json: values.json,
  };
}
