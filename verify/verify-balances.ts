import { type AccountFigures, balancesDigest } from '../lambdas/core/receipts/balances-digest.ts';
import type { Pinned, RunFigures } from '../lambdas/core/receipts/receipt.ts';
import { hundredthsOf, instantOf, textOf } from './balances/fields.ts';
import { type Balance, finalOf, Replay } from './balances/replay.ts';
import { decimalOf } from './branch-table.ts';
import type { Claims } from './claims.ts';
import { type Difference, differing, MOST, quarantinedDifferences } from './compare.ts';
import type { ReadVersion } from './object-bytes.ts';
import { type FileFound, type FileReceiver, type FileRules, readFile } from './read-file.ts';
import { requireAllChecked, rulesOf, sourceOf } from './source.ts';
import type { Held } from './verify.ts';

const ROLES = ['accounts', 'transactions'] as const;
const COLUMNS = {
  accounts: ['accountNumber', 'country', 'balance'],
  transactions: ['date', 'fromAccountNumber', 'transferAmount', 'toAccountNumber'],
} as const;
const SCALE = 2;

/** Holds the balances of a run against the bytes of both files: replays the transfers one after the other. */
export async function verifyBalances(receipt: Pinned, claims: Claims, read: ReadVersion): Promise<Held> {
  const replay = new Replay();
  const receive = {
    accounts: ([number = '', country = '', balance = '']) => replay.addAccount(number, country, hundredthsOf(balance)),
    transactions: ([date = '', from = '', amount = '', to = '']) =>
      replay.addTransfer(instantOf(date), from, hundredthsOf(amount), to),
  } satisfies Record<string, (fields: readonly string[]) => void>;
  const files: FileFound[] = [];
  const differences: Difference[] = [];
  for (const role of ROLES) {
    const rules = await rulesOf(receipt, claims, role);
    const found = await readFile(read(sourceOf(receipt, role)), rules, fieldsOf(rules, COLUMNS[role], receive[role]));
    requireAllChecked(found);
    files.push(found);
    differences.push(...compareFile(receipt, role, found));
  }
  const accounts = replay.finish();
  const sum = (count: (file: FileFound) => number): number => files.reduce((total, file) => total + count(file), 0);
  const rowsQuarantined = sum((file) => file.rowsQuarantined);
  differences.push(
    ...differing(
      'the rows',
      'read',
      receipt.rowsRead,
      sum((file) => file.rowsRead),
    ),
    ...differing('the rows', 'counted', receipt.rowsCounted, sum((file) => file.rowsRead) - rowsQuarantined),
    ...differing('the rows', 'quarantined', receipt.rowsQuarantined, rowsQuarantined),
    ...[...replay.repeated].flatMap((number) => differing(nameOf(number), 'rows in the file', 1, 'several')),
    ...compareHeadline(receipt, replay, accounts),
    ...(await compareAccounts(claims.figures(receipt.runId), accounts)),
  );
  const checked = `${accounts.length} accounts and ${replay.applied + rejectedBy(replay)} transfers`;
  return { checked, differences: differences.slice(0, MOST) };
}

/** Hands over the texts of the columns that are named. */
function fieldsOf(
  { columns }: FileRules,
  names: readonly string[],
  take: (fields: readonly string[]) => void,
): FileReceiver {
  const wanted = names.map((name) => columns.findIndex((column) => column.name === name));
  if (wanted.includes(-1)) throw new Error(`The declaration must have the columns ${names.join(', ')}.`);
  return {
    good: (bytes, row, places) => {
      take(wanted.map((column) => textOf(bytes, row, places[column] as number)));
      return undefined;
    },
  };
}

function compareFile(receipt: Pinned, role: string, found: FileFound): Difference[] {
  const { size, checksum } = sourceOf(receipt, role);
  return [
    ...differing(`the file ${role}`, 'size', size, found.size),
    ...differing(`the file ${role}`, 'checksum', checksum, `CRC64NVME:${found.checksum}`),
    ...differing(`the file ${role}`, 'header or compression', null, found.rejection),
    ...quarantinedDifferences(receipt, found, role),
  ];
}

function compareHeadline(receipt: Pinned, replay: Replay, accounts: readonly Balance[]): Difference[] {
  const claimed = receipt.figures !== null && 'accounts' in receipt.figures ? receipt.figures : undefined;
  const sum = (amount: (balance: Balance) => bigint): string =>
    decimalOf(
      accounts.reduce((total, balance) => total + amount(balance), 0n),
      SCALE,
    );
  const rejected = rejectedBy(replay);
  const rows = [
    ['accounts', claimed?.accounts, accounts.length],
    ['countries', claimed?.countries, new Set(accounts.map(({ country }) => country)).size],
    ['transfers', claimed?.transfers, replay.applied + rejected],
    ['rejected transfers', claimed?.rejected, rejected],
    ['opening balances', claimed?.opening, sum(({ opening }) => opening)],
    ['balances', claimed?.final, sum(finalOf)],
    ['transferred', claimed?.transferred, sum(({ incoming }) => incoming)],
    ['digest', claimed?.sha256, balancesDigest(accounts.map(toldOf), replay.rejections)],
  ] as const;
  return rows.flatMap(([what, said, is]) => differing('all accounts', what, said, is));
}

const rejectedBy = ({ rejections }: Replay): number => [...rejections.values()].reduce((sum, count) => sum + count, 0);

const nameOf = (accountNumber: string): string => `the account ${JSON.stringify(accountNumber)}`;

/** Holds the accounts that the API gives against those that were found, one by one. */
async function compareAccounts(
  claimed: AsyncIterable<RunFigures>,
  accounts: readonly Balance[],
): Promise<Difference[]> {
  const is = new Map(accounts.map((balance) => [balance.accountNumber, balance]));
  const differences: Difference[] = [];
  for await (const one of claimed) {
    if (!('accountNumber' in one)) continue; // what is missing of the accounts shows below
    const other = is.get(one.accountNumber);
    is.delete(one.accountNumber);
    const found = other && toldOf(other);
    for (const what of ['country', 'openingBalance', 'incoming', 'outgoing', 'balance'] as const) {
      differences.push(...differing(nameOf(one.accountNumber), what, one[what], found?.[what]));
    }
    if (differences.length >= MOST) return differences;
  }
  for (const balance of is.values()) {
    differences.push(...differing(nameOf(balance.accountNumber), 'balance', undefined, toldOf(balance).balance));
    if (differences.length >= MOST) return differences;
  }
  return differences;
}

function toldOf(balance: Balance): AccountFigures {
  const { accountNumber, country, opening, incoming, outgoing } = balance;
  const [openingBalance, into, out, final] = [opening, incoming, outgoing, finalOf(balance)].map((amount) =>
    decimalOf(amount, SCALE),
  ) as [string, string, string, string];
  return { accountNumber, country, openingBalance, incoming: into, outgoing: out, balance: final };
}
