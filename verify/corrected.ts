import type { Claims } from './claims.ts';
import { LineSet, linesIn } from './line-set.ts';

/** What the corrections of a run say which of its lines they have put right. */
export interface Corrected {
  /** By the corrections that stand. */
  readonly standing: LineSet;
  /** Lines that two corrections which stand both have put right: there must be none. */
  readonly twice: number;
  /** By one correction, and by all the others that were ever published. */
  readonly own: LineSet;
  readonly others: LineSet;
}

/** @param correction the run whose own lines are wanted; none when left out */
export async function correctedLines(target: string, claims: Claims, correction?: string): Promise<Corrected> {
  const [standing, own, others] = [new LineSet(), new LineSet(), new LineSet()];
  let twice = 0;
  for await (const item of claims.correctedLines(target)) {
    const set = item.correction === correction ? own : others;
    for (const line of linesIn(item.lines)) {
      set.add(line);
      if (item.stands && !standing.add(line)) twice++;
    }
  }
  return { standing, twice, own, others };
}
