import { codeInWords } from '../runs/reason-line.ts';

const words: ReadonlyMap<string, string> = new Map([
  ['unknown-account', 'Sender or receiver is not among the accounts'],
  ['same-account', 'Sender and receiver are the same account'],
  ['amount-not-positive', 'The amount is zero or less'],
  ['different-countries', 'Sender and receiver are in different countries'],
  ['insufficient-funds', 'The sender did not have as much'],
]);

/** Why a transfer was rejected, in words; also for a reason that this dashboard does not know yet. */
export function rejectionWords(reason: string): string {
  return words.get(reason) ?? codeInWords(reason);
}
