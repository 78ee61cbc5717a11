import { parseRows, UsageError } from '../../local/cli/arguments.mjs';
import { parseFlags } from '../../local/cli/parse-flags.ts';
import { oneOf, wholeNumber } from '../engine/arguments.ts';

export const replayerNames = ['countinghouse', 'spark', 'polars'] as const;
export type ReplayerName = (typeof replayerNames)[number];

export const orders = ['sorted', 'shuffled'] as const;

export interface BalancesArguments {
  readonly accounts: number;
  readonly transfers: number;
  /** With one, everything is one connected component. */
  readonly countries: number;
  readonly order: (typeof orders)[number];
  readonly rounds: number;
  readonly engines: readonly ReplayerName[];
  readonly seed: number;
  readonly json: string | undefined;
}

/** Throws `UsageError` with one clear line. */
export function parseBalancesArguments(argv: readonly string[]): BalancesArguments {
  const text = { type: 'string' } as const;
  const names = ['accounts', 'transfers', 'countries', 'order', 'rounds', 'engines', 'seed', 'json'] as const;
  const options = Object.fromEntries(names.map((name) => [name, text])) as Record<(typeof names)[number], typeof text>;
  const { values } = parseFlags({ args: [...argv], options });
  const accounts = parseRows(values.accounts ?? '1m');
  const countries = wholeNumber('--countries', values.countries ?? '100', 1, 100_000);
  if (countries > accounts) throw new UsageError('--countries must not be more than --accounts');
  return {
    accounts,
    transfers: parseRows(values.transfers ?? '10m'),
    countries,
    order: oneOf('--order', orders, values.order ?? 'shuffled'),
    rounds: wholeNumber('--rounds', values.rounds ?? '1', 1, 100),
    engines: chosen(values.engines),
    seed: wholeNumber('--seed', values.seed ?? '1', 0, 2 ** 31),
    json: values.json,
  };
}

function chosen(list: string | undefined): readonly ReplayerName[] {
  if (list === undefined) return replayerNames;
  const asked = list.split(',').map((name) => oneOf('--engines', replayerNames, name));
  return replayerNames.filter((name) => asked.includes(name));
}
