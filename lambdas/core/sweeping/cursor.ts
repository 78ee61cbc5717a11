import { z } from 'zod';
import type { ObjectStore } from '../objects/object-store.ts';
import { METRICS } from '../telemetry/telemetry.ts';
import { BEGINNING, type Position, positionSchema } from './position.ts';
import { type Sweeping, sweep } from './sweep.ts';

/** Where an unfinished sweep is kept, in the results bucket. */
const CURSOR_KEY = 'sweep/cursor.json';

const cursorSchema = z.object({ version: z.literal(1), position: positionSchema.nullable() });

/** Sweeps from where the last sweep stopped until the end or until time is up. @returns whether it came to the end. */
export async function sweepOn(sweeping: Sweeping): Promise<boolean> {
  const from = await readCursor(sweeping);
  const position = await sweep(from ?? BEGINNING, sweeping);
  if (position !== undefined) {
    sweeping.telemetry.count(METRICS.sweepsUnfinished);
    await writeCursor(position, sweeping);
  } else if (from !== undefined) {
    await writeCursor(null, sweeping);
  }
  return position === undefined;
}

/** A cursor that cannot be read costs a sweep from the beginning, no more. */
async function readCursor({ objects, resultsBucket, telemetry }: Sweeping): Promise<Position | undefined> {
  const text = await objects.read(resultsBucket, CURSOR_KEY);
  if (text === undefined) {
    return undefined;
  }
  const cursor = cursorSchema.safeParse(parseJson(text));
  if (!cursor.success) {
    telemetry.warn('The cursor of the sweep cannot be read; it begins anew.', { key: CURSOR_KEY });
    return BEGINNING;
  }
  return cursor.data.position ?? undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const writeCursor = (
  position: Position | null,
  { objects, resultsBucket }: { readonly objects: ObjectStore; readonly resultsBucket: string },
): Promise<void> => objects.write(resultsBucket, CURSOR_KEY, JSON.stringify({ version: 1, position }));
