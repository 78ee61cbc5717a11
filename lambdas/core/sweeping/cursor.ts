import { z } from 'zod';
import type { ObjectStore } from '../objects/object-store.ts';
import { METRICS } from '../telemetry/telemetry.ts';
import { countingLists, isDue } from './pace.ts';
import { BEGINNING, positionSchema } from './position.ts';
import { type Sweeping, sweep } from './sweep.ts';

/** Where it is kept, in the results bucket, how far a sweep is, or what the last one has cost. */
const CURSOR_KEY = 'sweep/cursor.json';

const cursorSchema = z.object({
  version: z.literal(2),
  /** null: the sweep is finished. */
  position: positionSchema.nullable(),
  beganAt: z.number(),
  lists: z.number().int().min(0),
});
type Cursor = Omit<z.output<typeof cursorSchema>, 'version'>;

export interface PacedSweeping extends Sweeping {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** LIST requests that sweeps may make in a day; a bucket that needs many of them is swept less often. */
  readonly mostListsPerDay: number;
}

/**
 * Sweeps from where the last sweep stopped until the end or until time is up. A sweep that has ended is followed by the next
 * one when that is due.
 * @returns whether nothing is left to do for now
 */
export async function sweepOn(paced: PacedSweeping): Promise<boolean> {
  const { now, mostListsPerDay, telemetry } = paced;
  const last = await readCursor(paced);
  if (last?.position === null && !isDue(last, now(), mostListsPerDay)) {
    telemetry.info('The next sweep is not due yet.', { lists: last.lists });
    return true;
  }
  const { objects, lists } = countingLists(paced.objects);
  const sweeping = { ...paced, objects };
  const from = last?.position ?? BEGINNING;
  const begun = last?.position == null ? { beganAt: now(), lists: 0 } : last;
  const position = await sweep(from, sweeping);
  const soFar = { beganAt: begun.beganAt, lists: begun.lists + lists() };
  if (position !== undefined) {
    telemetry.count(METRICS.sweepsUnfinished);
    await writeCursor({ position, ...soFar }, sweeping);
    return false;
  }
  // Of a small bucket nothing has to be remembered.
  if (last !== undefined || !isDue(soFar, now(), mostListsPerDay)) {
    await writeCursor({ position: null, ...soFar }, sweeping);
  }
  return true;
}

/** A cursor that cannot be read costs a sweep from the beginning, no more. */
async function readCursor({ objects, resultsBucket, telemetry }: Sweeping): Promise<Cursor | undefined> {
  const text = await objects.read(resultsBucket, CURSOR_KEY);
  if (text === undefined) {
    return undefined;
  }
  const cursor = cursorSchema.safeParse(parseJson(text));
  if (!cursor.success) {
    telemetry.warn('The cursor of the sweep cannot be read; it begins anew.', { key: CURSOR_KEY });
    return { position: BEGINNING, beganAt: 0, lists: 0 };
  }
  return cursor.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const writeCursor = (
  cursor: Cursor,
  { objects, resultsBucket }: { readonly objects: ObjectStore; readonly resultsBucket: string },
): Promise<void> => objects.write(resultsBucket, CURSOR_KEY, JSON.stringify({ version: 2, ...cursor }));
