import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import { balancesDigest } from '../../lambdas/core/receipts/balances-digest.ts';
import type { Pinned, RunFigures } from '../../lambdas/core/receipts/receipt.ts';
import { instantOf } from '../../verify/balances/fields.ts';
import { CannotVerifyError, type Claims, declarationSchema } from '../../verify/claims.ts';
import { verify } from '../../verify/verify.ts';
import { crc64nvme } from '../local/emulator/crc64.ts';
import { answerOf, reading, runId } from './claimed-run.ts';

const declaration = declarationSchema.parse(
  readJobTypes(new URL('../../job-types', import.meta.url).pathname).get('account-balances'),
);

interface Told {
  readonly accounts: readonly {
    readonly number: string;
    readonly country: string;
    readonly opening: string;
    readonly in: string;
    readonly out: string;
    readonly final: string;
  }[];
  readonly rejections: Readonly<Record<string, number>>;
  readonly transfers: number;
  readonly moved: string;
  readonly sum: string;
}

/** What a run claims that has read these rows, and its files. */
function claimed(
  files: { readonly accounts: string; readonly transactions: string },
  told: Told,
  { isGzip = false, bad = [] as Pinned['quarantined'] } = {},
) {
  const suffix = isGzip ? '.csv.gz' : '.csv';
  const bytes = Object.fromEntries(
    Object.entries(files).map(([role, text]) => [`m/${role}${suffix}`, isGzip ? gzipSync(text) : Buffer.from(text)]),
  );
  const figures = told.accounts.map(({ number, country, opening, in: incoming, out: outgoing, final }) => ({
    ...{ accountNumber: number, country, openingBalance: opening, incoming, outgoing, balance: final },
  }));
  const rejections = new Map(Object.entries(told.rejections));
  const rowsCounted = told.accounts.length + told.transfers;
  const rowsQuarantined = bad.reduce((sum, { count }) => sum + count, 0);
  const receipt: Pinned = {
    ...{ format: 1, runId, jobType: 'account-balances', attempt: 1, state: 'SUCCEEDED', corrects: null },
    sources: Object.keys(files).map((role) => {
      const content = bytes[`m/${role}${suffix}`] as Buffer;
      return {
        ...{ role, bucket: 'b', key: `m/${role}${suffix}`, versionId: 'v', size: content.length },
        ...{ checksum: `CRC64NVME:${crc64nvme(content)}`, landedAt: '2026-01-01T00:00:00.000Z' },
      };
    }),
    ...{ bytesRead: 1, rowsRead: rowsCounted + rowsQuarantined, rowsCounted, rowsQuarantined, quarantined: bad },
    ...{ declarationVersion: declaration.version, codeVersion: 'c', sparkVersion: '4.1.1' },
    ...{ startedAt: null, endedAt: '2026-01-01T00:00:01.000Z', error: null },
    figures: {
      ...{ accounts: figures.length, countries: new Set(figures.map(({ country }) => country)).size },
      ...{ transfers: told.transfers, rejected: [...rejections.values()].reduce((sum, count) => sum + count, 0) },
      ...{ opening: told.sum, final: told.sum, transferred: told.moved, sha256: balancesDigest(figures, rejections) },
    },
  };
  return { receipt, figures, bytes };
}

const claimsOf = (receipt: Pinned, figures: readonly RunFigures[]): Claims => ({
  receipt: async () => answerOf(receipt),
  figures: async function* () {
    yield* figures;
  },
  correctedLines: async function* () {
    yield* [];
  },
  declaration: async () => declaration,
});
const verdictOf = ({ receipt, figures, bytes }: ReturnType<typeof claimed>) =>
  verify(runId, claimsOf(receipt, figures), reading(bytes));

const ACCOUNTS = 'accountNumber,country,balance\n10,44,0\n2,44,5.00\n007,1,-1.00\n7,44,1\n';
/** Not in the order of time: the first of them is rejected only when it comes second. */
const TRANSACTIONS = [
  'date,fromAccountNumber,transferAmount,toAccountNumber',
  '2026-01-01T00:00:00.000000002Z,10,4.50,7', // covered by what comes a nanosecond before
  '2026-01-01T01:00:00.000000001+01:00,2,4.5,10',
  '2026-01-01 00:00:01,2,0.51,7', // not covered
  '2026-01-01T00:00:01,2,0.50,7',
  '2026-01-01T00:00:01,2,1,2',
  '2026-01-01T00:00:01,2,0,7',
  '2026-01-01T00:00:01,2,0.01,007',
  '2026-01-01T00:00:01,2,-1,nobody',
].join('\n');
const TOLD: Told = {
  accounts: [
    { number: '2', country: '44', opening: '5.00', in: '0.00', out: '5.00', final: '0.00' },
    { number: '007', country: '1', opening: '-1.00', in: '0.00', out: '0.00', final: '-1.00' },
    { number: '7', country: '44', opening: '1.00', in: '5.00', out: '0.00', final: '6.00' },
    { number: '10', country: '44', opening: '0.00', in: '4.50', out: '4.50', final: '0.00' },
  ],
  rejections: {
    ...{ 'amount-not-positive': 1, 'different-countries': 1, 'insufficient-funds': 1, 'same-account': 1 },
    'unknown-account': 1,
  },
  ...{ transfers: 8, moved: '9.50', sum: '5.00' },
};
const FILES = { accounts: ACCOUNTS, transactions: TRANSACTIONS };

describe('Verifying a run of account balances', () => {
  it.each([false, true])('says that all is equal when it is (compressed: %s)', async (isGzip) => {
    expect(await verdictOf(claimed(FILES, TOLD, { isGzip }))).toEqual({
      ...{ runId, verdict: 'equal', checked: '4 accounts and 8 transfers', differences: [] },
    });
  });

  it('knows a day without transfers', async () => {
    const accounts = TOLD.accounts.map((one) => ({ ...one, in: '0.00', out: '0.00', final: one.opening }));
    const told = { ...TOLD, accounts, rejections: {}, transfers: 0, moved: '0.00' };
    const files = { ...FILES, transactions: `${TRANSACTIONS.split('\n')[0]}` };
    expect(await verdictOf(claimed(files, told))).toMatchObject({ verdict: 'equal' });
  });

  it('names the account and the amount that were tampered with, as claimed and as found', async () => {
    const run = claimed(FILES, TOLD);
    const figures = run.figures.map((one) => (one.accountNumber === '7' ? { ...one, balance: '6.01' } : one));
    const { verdict, differences } = await verdictOf({ ...run, figures });
    expect(verdict).toBe('differs');
    expect(differences).toEqual([{ of: 'the account "7"', what: 'balance', claimed: '6.01', found: '6.00' }]);
  });

  it('misses an account, and one that is too many', async () => {
    const run = claimed(FILES, TOLD);
    const [, ...figures] = run.figures.map((one) => (one.accountNumber === '7' ? { ...one, accountNumber: '8' } : one));
    const { differences } = await verdictOf({ ...run, figures });
    expect(differences.map(({ of, claimed: said }) => `${of} ${said}`)).toEqual(
      expect.arrayContaining(['the account "2" nothing', 'the account "7" nothing', 'the account "8" 44']),
    );
  });

  it('sees when another reason, or another order, was pinned', async () => {
    const { 'same-account': _, ...rejections } = TOLD.rejections;
    for (const told of [
      { ...TOLD, rejections: { ...rejections, 'unknown-account': 2 } },
      { ...TOLD, accounts: [...TOLD.accounts].reverse() },
    ]) {
      const { differences } = await verdictOf(claimed(FILES, told));
      expect(differences.map(({ what }) => what)).toEqual(['digest']);
    }
  });

  it('sees when the bytes of one file are others', async () => {
    const run = claimed(FILES, TOLD);
    const bytes = { ...run.bytes, 'm/transactions.csv': Buffer.from(TRANSACTIONS.replace('4.5,10', '4.6,10')) };
    const { differences } = await verdictOf({ ...run, bytes });
    expect(differences).toContainEqual(expect.objectContaining({ of: 'the file transactions', what: 'checksum' }));
    expect(differences).toContainEqual(expect.objectContaining({ of: 'the account "10"', found: '0.10' }));
  });

  it('holds bad rows against the receipt file by file', async () => {
    const files = { accounts: `${ACCOUNTS}8,44,x\n`, transactions: `${TRANSACTIONS}\nyesterday,2,1,7\n` };
    const bad = [
      { role: 'accounts', reason: 'bad-decimal', column: 'balance', count: 1 },
      { role: 'transactions', reason: 'bad-timestamp', column: 'date', count: 1 },
    ];
    expect(await verdictOf(claimed(files, TOLD, { bad }))).toMatchObject({ verdict: 'equal' });
    const swapped = bad.map((one, index) => ({ ...one, role: bad[1 - index]?.role ?? '' }));
    expect((await verdictOf(claimed(files, TOLD, { bad: swapped }))).differences.map(({ of }) => of)).toEqual([
      ...Array.from({ length: 2 }, () => 'quarantined rows of accounts'),
      ...Array.from({ length: 2 }, () => 'quarantined rows of transactions'),
    ]);
  });

  it('says when an account stands in the file twice', async () => {
    const files = { ...FILES, accounts: `${ACCOUNTS}7,44,1\n` };
    const { differences } = await verdictOf(claimed(files, TOLD));
    expect(differences).toContainEqual(expect.objectContaining({ of: 'the account "7"', what: 'rows in the file' }));
  });

  it('cannot tell without one of the files', async () => {
    const { receipt, figures, bytes } = claimed(FILES, TOLD);
    const without = { ...receipt, sources: receipt.sources.slice(0, 1) };
    await expect(verify(runId, claimsOf(without, figures), reading(bytes))).rejects.toThrow(CannotVerifyError);
  });
});

it('An instant is read as JavaScript reads it, and nanoseconds besides', () => {
  const date = fc.date({
    min: new Date('0001-01-02T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(
      date,
      fc.integer({ min: 0, max: 999_999_999 }),
      fc.integer({ min: -1439, max: 1439 }),
      (moment, nano, east) => {
        const local = new Date(Math.floor(moment.getTime() / 1000) * 1000 + east * 60_000);
        const minutes = Math.abs(east);
        const pad = (number: number): string => String(number).padStart(2, '0');
        const offset = `${east < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
        const text = `${local.toISOString().slice(0, 19)}.${String(nano).padStart(9, '0')}${offset}`;
        expect(instantOf(text)).toEqual({ seconds: Math.floor(moment.getTime() / 1000), nanoseconds: nano });
      },
    ),
  );
});
