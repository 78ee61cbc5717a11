import { parseArgs } from 'node:util';
import { parseRows, UsageError } from '../../local/cli/arguments.mjs';

export interface ApiArguments {
  readonly files: number;
  readonly branches: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly json: string | undefined;
}

/** Throws `UsageError` with one clear line. */
export function parseApiArguments(argv: readonly string[]): ApiArguments {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: { files: text, branches: text, rate: text, seconds: text, json: text },
  });
  return {
    files: parseRows(values.files ?? '1k'),
    branches: parseRows(values.branches ?? '1k'),
    perSecond: wholeNumber('--rate', values.rate ?? '50', 1_000),
    seconds: wholeNumber('--seconds', values.seconds ?? '60', 3_600),
    json: values.json,
  };
}

function wholeNumber(flag: string, text: string, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw new UsageError(`${flag} takes a whole number from 1 to ${most}`);
  return value;
}
