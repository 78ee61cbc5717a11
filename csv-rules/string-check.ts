import type { StringColumn } from './columns.ts';
import type { FieldCheck } from './field-checks.ts';
import { translatePattern } from './java-pattern.ts';
import { codePoints, decoded } from './utf8.ts';

/** Behind so many characters, Java's matcher may run out of stack on a group that it repeats, and finds no match then. */
const sureLength = 1000;

/** Says that the column's pattern was not checked, at all or for a value, and why. */
export type NotChecked = (why: string) => void;

/** Text of at most `maxLength` code points that matches `pattern` as a whole and is one of `allowed`. */
export function stringCheck({ maxLength, pattern, allowed }: StringColumn, notChecked: NotChecked): FieldCheck {
  const most = maxLength ?? Number.POSITIVE_INFINITY;
  const matches = pattern === undefined ? null : matcher(pattern, notChecked);
  const values = allowed === undefined ? null : new Set(allowed);
  return (bytes, from, to) => {
    // Code points are never more than bytes, so most fields need no count.
    if (to - from > most && codePoints(bytes, from, to) > most) return 'too-long';
    if (matches === null && values === null) return null;
    const text = decoded(bytes, from, to);
    if (matches !== null && !matches(text)) return 'pattern-mismatch';
    return values === null || values.has(text) ? null : 'not-allowed';
  };
}

function matcher(pattern: string, notChecked: NotChecked): ((text: string) => boolean) | null {
  const translated = translatePattern(pattern);
  if (!translated.checkable) {
    notChecked('it uses more of Java’s regular expressions than a browser can check alike');
    return null;
  }
  const { expression, repeatsGroup } = translated;
  return (text) => {
    try {
      const matched = expression.test(text);
      if (matched && repeatsGroup && text.length > sureLength) notChecked(tooLong);
      return matched;
    } catch {
      // The browser's own matcher may run out of stack as well.
      notChecked(tooLong);
      return true;
    }
  };
}

const tooLong = 'a value is too long for it to be checked here';
