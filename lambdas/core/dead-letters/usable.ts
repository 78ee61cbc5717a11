import type { z } from 'zod';
import { UnusableMessageError } from './unusable-message-error.ts';

/** More would only repeat the first ones. */
const MOST_ISSUES = 3;

/** @throws UnusableMessageError when the text is no JSON; it tells nothing of the text, which the parser's error would */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableMessageError(text.trim() === '' ? 'The message is empty.' : 'The message is not JSON.');
  }
}

/**
 * What a part of a message holds, checked.
 * @param complaint what to say of it when it does not fit, without a full stop
 * @throws UnusableMessageError
 */
export function usable<Schema extends z.ZodType>(schema: Schema, value: unknown, complaint: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  const issues = parsed.error.issues.slice(0, MOST_ISSUES).map(({ path, message }) => {
    const place = path.map(String).join('.');
    return place === '' ? message : `${place}: ${message}`;
  });
  throw new UnusableMessageError(`${complaint}: ${issues.join('; ')}.`);
}
