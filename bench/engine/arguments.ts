import { parseRows, UsageError } from '../../local/cli/arguments.mjs';
import { parseFlags } from '../../local/cli/parse-flags.ts';
import { type EngineName, engineNames } from './engines.ts';
import { type Variant, variants } from './variants.ts';

export interface BenchArguments {
  /** The sizes to measure, one after the other. */
  readonly rows: readonly number[];
  /** Whether the sizes are those of the curve: then the JSON is a list of reports. */
  readonly curve: boolean;
  readonly rounds: number;
  readonly variant: Variant;
  readonly engines: readonly EngineName[];
  readonly seed: number;
  readonly json: string | undefined;
}

const curveRows = ['1m', '10m', '100m', '400m'];

/** Throws `UsageError` with one clear line. */
export function parseBenchArguments(argv: readonly string[]): BenchArguments {
  const { rows, curve, rounds, variant, engines, seed, json } = readFlags(argv);
  if (curve === true && rows !== undefined) throw new UsageError('--curve has sizes of its own; leave --rows out');
  return {
    rows: (curve === true ? curveRows : [rows ?? '100m']).map(parseRows),
    curve: curve ?? false,
    rounds: wholeNumber('--rounds', rounds ?? '3', 1, 100),
    variant: oneOf('--variant', variants, variant ?? 'plain'),
    engines: chosenEngines(engines),
    seed: wholeNumber('--seed', seed ?? '1', 0, 2 ** 31),
    json,
  };
}

function readFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { rows: text, rounds: text, variant: text, engines: text, seed: text, json: text } as const;
  return parseFlags({ args: [...argv], options: { ...options, curve: { type: 'boolean' } } }).values;
}

function chosenEngines(list: string | undefined): readonly EngineName[] {
  if (list === undefined) return engineNames;
  const chosen = list.split(',').map((name) => oneOf('--engines', engineNames, name));
  return engineNames.filter((name) => chosen.includes(name));
}

export function oneOf<Name extends string>(flag: string, names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new UsageError(`${flag} knows ${names.join(', ')}; it was given "${text}"`);
  return found;
}

export function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  if (value < least || value > most) throw new UsageError(`${flag} takes a whole number from ${least} to ${most}`);
  return value;
}
