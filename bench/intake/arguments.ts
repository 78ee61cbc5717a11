import { parseArgs } from 'node:util';
import { parseRows, UsageError } from '../../local/cli/arguments.mjs';

export interface IntakeArguments {
  /** Files of each burst, in their order. */
  readonly bursts: readonly number[];
  readonly rows: number;
  /** The longest pause before a burst, in seconds. */
  readonly idleSeconds: number;
  readonly seed: number;
  readonly json: string | undefined;
}

const MOST_FILES = 10_000;

/** Throws `UsageError` with one clear line. */
export function parseIntakeArguments(argv: readonly string[]): IntakeArguments {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: { bursts: text, rows: text, idle: text, seed: text, json: text },
  });
  return {
    bursts: (values.bursts ?? '1,100,1000').split(',').map((files) => wholeNumber('--bursts', files, 1, MOST_FILES)),
    rows: parseRows(values.rows ?? '1k'),
    idleSeconds: wholeNumber('--idle', values.idle ?? '20', 0, 600),
    seed: wholeNumber('--seed', values.seed ?? '1', 0, 2 ** 31),
    json: values.json,
  };
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    const list = flag === '--bursts' ? 'whole numbers with commas between, each' : 'a whole number';
    throw new UsageError(`${flag} takes ${list} from ${least} to ${most}; it was given "${text}"`);
  }
  return value;
}
