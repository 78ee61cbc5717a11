import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkKind } from '../../dashboard/src/preflight/check-kind.ts';
import { declarationSchema } from '../../dashboard/src/preflight/declaration.ts';
import { batchNameFault, proposedBatch } from '../../dashboard/src/upload/list/batch.ts';

const text = (name: string) => ({ name, type: 'string', required: true });
const kindOf = (sources: Record<string, string[]>) =>
  declarationSchema.parse({
    landing: { suffixes: ['.csv', '.csv.gz'] },
    sources: Object.entries(sources).map(([role, names]) => ({ role, columns: names.map(text) })),
    maxRowBytes: 1024,
    badRowTolerance: '0.05',
    worker: { type: 'G.1X', count: 2 },
  });
const balances = kindOf({
  accounts: ['accountNumber', 'country', 'balance'],
  transactions: ['date', 'fromAccountNumber', 'transferAmount', 'toAccountNumber'],
});
const branches = kindOf({ transactions: ['timestamp', 'branch_code', 'amount'] });

async function found(content: string, name = 'file.csv') {
  const bytes = name.endsWith('.gz') ? new Uint8Array(gzipSync(content)) : content;
  const { kind, role, report } = await checkKind({ blob: new Blob([bytes]), name }, [balances, branches]);
  return [kind === 0 ? 'balances' : 'branches', role, report.verdict];
}

describe('the kind of a file', () => {
  it.each([
    ['accountNumber,country,balance\n1,44,70\n', ['balances', 'accounts', 'clean']],
    ['date,fromAccountNumber,transferAmount,toAccountNumber\nd,1,2,3\n', ['balances', 'transactions', 'clean']],
    ['timestamp,branch_code,amount\nt,b,1\n', ['branches', 'transactions', 'clean']],
    ['amount,other,branch_code,timestamp\n1,,b,t\n', ['branches', 'transactions', 'clean']],
  ])('is known by the columns in its header: %j', async (content, expected) => {
    expect(await found(content)).toEqual(expected);
  });

  it('is known of a compressed file, too', async () => {
    const accounts = 'accountNumber,country,balance\n1,44,70\n';
    expect(await found(accounts, 'x.csv.gz')).toEqual(['balances', 'accounts', 'clean']);
  });

  it('is that of which the least is missing, so that the check says what', async () => {
    const wrong = 'will-be-rejected';
    expect(await found('timestamp,branch,amount\nt,b,1\n')).toEqual(['branches', 'transactions', wrong]);
    expect(await found('accountNumber,land,balance\n1,44,70\n')).toEqual(['balances', 'accounts', wrong]);
  });

  it('decides whether the file may be without rows: a day without transfers is no fault, one without accounts is', async () => {
    const transfers = 'date,fromAccountNumber,transferAmount,toAccountNumber\n';
    expect(await found(transfers)).toEqual(['balances', 'transactions', 'clean']);
    expect(await found('accountNumber,country,balance\n')).toEqual(['balances', 'accounts', 'will-be-rejected']);
    expect(await found('timestamp,branch_code,amount\n')).toEqual(['branches', 'transactions', 'will-be-rejected']);
  });

  it('is told by the name when nothing of any kind is there, and else a kind of a single file', async () => {
    expect(await found('when,who,what\n', 'accounts.csv')).toEqual(['balances', 'accounts', 'will-be-rejected']);
    expect(await found('when,who,what\n')).toEqual(['branches', 'transactions', 'will-be-rejected']);
    expect(await found('')).toEqual(['branches', 'transactions', 'will-be-rejected']);
  });
});

describe('the name of a batch', () => {
  it('is proposed by the clock of the reader', () => {
    expect(proposedBatch(new Date(2026, 4, 1, 9, 5, 7))).toBe('2026-05-01-090507');
    expect(batchNameFault(proposedBatch(new Date()))).toBeUndefined();
  });

  it.each(['', 'a/b', 'corrections', 'a\nb', 'ü'.repeat(128)])('cannot be %j', (name) => {
    expect(batchNameFault(name)).toBeDefined();
  });

  it.each(['may', 'May 2026 (2)', 'ü'.repeat(127)])('can be %j', (name) => {
    expect(batchNameFault(name)).toBeUndefined();
  });
});
