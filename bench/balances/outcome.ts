import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** What a replayer has written, boiled down to what can be compared. */
export interface Outcome {
  readonly accounts: number;
  readonly rejected: number;
  /** SHA-256 over all rows of balances, and over line and reason of all rejected transfers. */
  readonly digest: string;
}

/** Reads the files that a replayer has written into a folder. */
export async function readOutcome(folder: string): Promise<Outcome> {
  const names = (await readdir(folder)).sort();
  const hash = createHash('sha256');
  const accounts = await eachRow(folder, names.filter(isBalances), (row) => hash.update(`${row}\n`));
  const rejected = await eachRow(folder, names.filter(isRejected), (row) => {
    hash.update(`${row.split(',', 2).join(',')}\n`);
  });
  return { accounts, rejected, digest: hash.digest('hex') };
}

const isBalances = (name: string): boolean => name.startsWith('balances-') && name.endsWith('.csv');
const isRejected = (name: string): boolean => name.startsWith('rejected-');

/** Takes the rows behind each file's header; gives how many they are. */
async function eachRow(folder: string, names: readonly string[], take: (row: string) => void): Promise<number> {
  let count = 0;
  for (const name of names) {
    let header = true;
    for await (const row of createInterface({
      input: plain(path.join(folder, name)),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      if (header) {
        header = false;
      } else {
        take(row);
        count += 1;
      }
    }
  }
  return count;
}

function plain(file: string): Readable {
  const stored = createReadStream(file, { highWaterMark: 1 << 20 });
  return file.endsWith('.gz') ? stored.pipe(createGunzip()) : stored;
}

/** Says where the second differs from the first, or gives undefined when it does not. */
export function difference(first: Outcome, second: Outcome): string | undefined {
  if (first.accounts !== second.accounts) return `${second.accounts} balances, not ${first.accounts}`;
  if (first.rejected !== second.rejected) return `${second.rejected} rejected transfers, not ${first.rejected}`;
  return first.digest === second.digest ? undefined : 'a balance, or the reason or line of a rejected transfer';
}
