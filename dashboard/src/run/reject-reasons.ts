import { codeInWords } from '../runs/reason-line.ts';

const words: Readonly<Record<string, string>> = {
  'row-too-long': 'The row is longer than a row may be',
  'unclosed-quote': 'A quote is opened and never closed',
  'text-after-quote': 'Text stands between a closing quote and the next comma',
  'nul-byte': 'The row has a NUL byte',
  'invalid-utf8': 'The row has bytes that are not UTF-8',
  'field-count': 'The row has more or fewer fields than the header',
  missing: 'A required value is empty',
  'bad-timestamp': 'The value is no timestamp',
  'bad-decimal': 'The value is no decimal number of the column’s size',
  'bad-integer': 'The value is no whole number',
  'bad-date': 'The value is no date',
  'too-long': 'The value is too long',
  'pattern-mismatch': 'The value does not have the form that the column asks for',
  'out-of-range': 'The value is out of the column’s range',
  'not-allowed': 'The value is none of those that the column allows',
};

/** Why a row was quarantined, as a person says it. */
export function reasonInWords(reason: string): string {
  return words[reason] ?? codeInWords(reason);
}
