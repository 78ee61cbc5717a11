import type { Reason } from '../../../csv-rules/reasons.ts';
import { codeInWords } from '../runs/reason-line.ts';

const words: Readonly<Record<Reason, string>> = {
  'row-too-long': 'The row is longer than allowed',
  'unclosed-quote': 'A quote is opened and never closed',
  'text-after-quote': 'Text follows a closing quote',
  'nul-byte': 'The row holds a NUL byte',
  'invalid-utf8': 'The row is not valid UTF-8',
  'field-count': 'The row has more or fewer fields than the header',
  missing: 'A required value is empty',
  'bad-timestamp': 'Not a timestamp',
  'bad-decimal': 'Not an amount of the declared size',
  'bad-integer': 'Not a whole number of 64 bits',
  'bad-date': 'Not a date',
  'too-long': 'Longer than the column allows',
  'pattern-mismatch': "Not of the column's pattern",
  'out-of-range': 'Outside the allowed range',
  'not-allowed': 'Not one of the allowed values',
};

/** Why a row of a correction is quarantined, besides. */
const wordsOfCorrections: Readonly<Record<string, string>> = {
  'line-not-quarantined': 'No row of this line was quarantined in the run that is corrected',
  'line-already-corrected': 'Another correction has put this line right',
  'line-repeated': 'An earlier row of the same file has corrected this line',
};

const allWords: ReadonlyMap<string, string> = new Map(Object.entries({ ...words, ...wordsOfCorrections }));

/** A reason in words for a person, also one that this dashboard does not know yet. */
export function reasonWords(reason: string): string {
  return allWords.get(reason) ?? codeInWords(reason);
}
