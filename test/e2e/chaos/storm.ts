import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployed } from '../deployed.ts';
import { random, transactions } from '../files.ts';
import type { Ledger, Reckoning } from './ledger.ts';
import { makePeace, mischiefs } from './mischief.ts';

export interface StormOptions {
  /** What happens, and after which pauses, is the same for the same seed; what it meets is not. */
  readonly seed: number;
  readonly milliseconds: number;
  /** Told each thing that is done. */
  readonly say: (what: string) => void;
}

const LONGEST_PAUSE = 3_000; // milliseconds
const MOST_FILES = 5;
const MOST_ROWS = 30_000;

/** Lands files and does mischief, both at random, for so long; then waits until all is closed, and reckons. */
export async function storm(deployed: Deployed, ledger: Ledger, options: StormOptions): Promise<Reckoning> {
  const { seed, milliseconds, say } = options;
  const next = random(seed);
  const begun = performance.now();
  const tell = (what: string): void => say(`${((performance.now() - begun) / 1_000).toFixed(1)} s: ${what}`);
  for (let step = 0; performance.now() - begun < milliseconds; step += 1) {
    if (step % 2 === 0) {
      const files = 1 + next(MOST_FILES);
      const names = Array.from({ length: files }, (_, place) => `storm-${seed}-${step}-${place}.csv`);
      tell(`${files} files land`);
      await ledger.land(
        Object.fromEntries(names.map((name) => [name, transactions(1 + next(MOST_ROWS), next(2 ** 30))])),
      );
    } else {
      const mischief = mischiefs[next(mischiefs.length)];
      tell(mischief?.name ?? '');
      await mischief?.do(deployed, next);
    }
    await sleep(next(LONGEST_PAUSE));
  }
  await makePeace(deployed);
  tell('peace');
  await ledger.closedInTheEnd();
  tell('all is closed');
  return ledger.reckon();
}
