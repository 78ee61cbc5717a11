import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A cursor that does not belong to the list it was given for. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
}

const envelopeSchema = z.strictObject({ at: z.unknown(), seal: z.string() });

/**
 * Ties a cursor to one list: its name, its filters and its order, so that a page never continues another list. It is
 * no secret: it finds mistakes and torn cursors, while every position is parsed before it is used.
 */
function seal(list: unknown, at: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([list, at]))
    .digest('base64url')
    .slice(0, 16);
}

/** @param list what the cursor is tied to. @param at the position behind the last item, as `at` is parsed again. */
export function writeCursor(list: unknown, at: unknown): string {
  return Buffer.from(JSON.stringify({ at, seal: seal(list, at) })).toString('base64url');
}

/** @throws {CursorError} when the text is no cursor, or a cursor of another list. */
export function readCursor<Position>(list: unknown, positionSchema: z.ZodType<Position>, text: string): Position {
  const envelope = envelopeSchema.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
  if (!envelope.success || writeCursor(list, envelope.data.at) !== text) {
    throw new CursorError('is not the nextCursor of this list with these filters and this order');
  }
  const position = positionSchema.safeParse(envelope.data.at);
  if (!position.success) {
    throw new CursorError('names no place in this list');
  }
  return position.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
