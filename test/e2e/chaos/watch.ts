import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../../../lambdas/core/reports/run.ts';
import { type Deployed, sparkJvms } from '../deployed.ts';
import { transactions } from '../files.ts';
import type { Entry } from './ledger.ts';

/** Files of nearly so many rows each, no two of them alike. */
export const named = (prefix: string, files: number, rows: number) =>
  Object.fromEntries(
    Array.from({ length: files }, (_, place) => [`${prefix}-${place}.csv`, transactions(rows + place, place + rows)]),
  );

export const states = (runs: readonly Run[]): Run['state'][] => [...new Set(runs.map(({ state }) => state))];

/** The runs of these files as they are now, those that are recorded. */
export async function runsOf({ api }: Deployed, entries: readonly Entry[]): Promise<Run[]> {
  const keys = new Set(entries.map(({ landed }) => landed.key));
  return (await api.runs('branch-stats')).filter(({ sources }) => keys.has(sources[0]?.key ?? ''));
}

/** Looks again and again until something is found; the test's own time is the limit. */
export async function until<T>(look: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(100);
  }
}

export const untilOneIs = (deployed: Deployed, entries: readonly Entry[], state: Run['state']): Promise<Run> =>
  until(async () => (await runsOf(deployed, entries)).find((run) => run.state === state));

/** Workers leave when nothing is left to do. */
export const untilNoSpark = (deployed: Deployed): Promise<boolean> => until(() => sparkJvms(deployed).length === 0);
