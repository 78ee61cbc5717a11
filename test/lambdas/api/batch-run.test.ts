import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalSha256 } from '../../../lambdas/core/receipts/canonical.ts';
import { receiptSchema, runFiguresPageSchema, runFiguresSchema } from '../../../lambdas/core/receipts/receipt.ts';
import { compose } from '../../../lambdas/core/replies/compose.ts';
import { rejectPageSchema } from '../../../lambdas/core/reports/reject.ts';
import { runDetailSchema } from '../../../lambdas/core/reports/run.ts';
import { runIdSchema } from '../../../lambdas/core/runs/index.ts';
import { account, landDay, recordDay } from '../../balances/landed-day.ts';
import { dayOf } from '../../balances/made-day.ts';
import { type ApiUnderTest, allPages } from './api-under-test.ts';
import { type BadRow, writeQuarantine } from './quarantine-files.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

const SENDER = account('2', '44', { opening: '5.00', outgoing: '4.50', final: '0.50', sent: 1, rejected: 2 });
const RECEIVER = account('10', '44', { opening: '-1.00', incoming: '4.50', final: '3.50', received: 1 });
const DAY = dayOf([SENDER, RECEIVER, account('11', 'é')]);

const bad = (line: number, reason: string, column: string, raw: string): BadRow => ({
  ...{ line, offset: line * 10, length: raw.length, reason, column, raw },
});
const BAD = {
  accounts: [bad(4, 'bad-decimal', 'balance', '3,44,x'), bad(5, 'field-count', '', '=1')],
  transactions: [bad(9, 'field-count', '', 'a,b')],
};

/** Lands a day of which rows of both files are bad, as far as they are given. */
async function land(rows: Partial<typeof BAD> = BAD): Promise<string> {
  const all = Object.entries(rows).flatMap(([role, own]) => own.map((row) => ({ ...row, role })));
  const { runId } = await landDay(api.pipeline, 'may', DAY, {
    summary: {
      ...{ rowsRead: 6 + all.length, rowsQuarantined: all.length },
      quarantinePrefix: `quarantine/${await recordDay(api.pipeline, 'may')}/1/`,
      rejects: all.map(({ role, reason, column }) => ({ role, reason, column, count: 1 })),
    },
  });
  for (const role of ['accounts', 'transactions'] as const) {
    writeQuarantine(api.results, runId, rows[role] ?? [], 2, null, role);
  }
  return runId;
}

describe('the bad rows of a run of several files', () => {
  it('are counted for each file, in the record of the run and in its receipt', async () => {
    const runId = await land();
    const counts = [
      { role: 'accounts', reason: 'bad-decimal', column: 'balance', count: 1 },
      { role: 'accounts', reason: 'field-count', column: '', count: 1 },
      { role: 'transactions', reason: 'field-count', column: '', count: 1 },
    ];
    expect((await api.get(`/api/runs/${runId}`, runDetailSchema)).rejectCounts).toEqual(counts);
    expect((await api.get(`/api/runs/${runId}/receipt`, receiptSchema)).receipt.quarantined).toEqual(counts);
  });

  it('are those of the file that is named, page by page', async () => {
    const runId = await land();
    const rowsOf = async (role: string) =>
      (await allPages(api, `/api/runs/${runId}/rejects?limit=1&role=${role}`, z.object({ line: z.number() }))).flat();
    expect(await rowsOf('accounts')).toEqual([{ line: 4 }, { line: 5 }]);
    expect(await rowsOf('transactions')).toEqual([{ line: 9 }]);
  });

  it('are none of a file that has none, beside one that has', async () => {
    const runId = await land({ accounts: BAD.accounts });
    const page = await api.get(`/api/runs/${runId}/rejects?role=transactions`, rejectPageSchema);
    expect(page).toEqual({ items: [], nextCursor: null });
  });

  it.each(['rejects', 'rejects.csv'])(
    'are asked for in %s by the role of a file, which must be one of the run',
    async (path) => {
      const runId = await land();
      for (const query of ['', '?role=weather']) {
        expect(await api.request(`/api/runs/${runId}/${path}${query}`)).toMatchObject({
          status: 400,
          body: { detail: expect.stringContaining('accounts or transactions'), errors: [{ field: 'role' }] },
        });
      }
    },
  );

  it('can be downloaded with the columns of their file', async () => {
    const runId = await land();
    const response = await api.api.request(`/api/runs/${runId}/rejects.csv?role=transactions`);
    const [header, row] = (await response.text()).split('\r\n');
    expect(header).toBe('_line,_offset,_reason,_raw,date,fromAccountNumber,transferAmount,toAccountNumber');
    expect(row).toContain('9,90,field-count');
  });
});

describe('the figures of a run of account balances', () => {
  it('are what the digest of its receipt pins, page by page', async () => {
    const runId = await land({});
    const { receipt, sha256 } = await api.get(`/api/runs/${runId}/receipt`, receiptSchema);
    expect(canonicalSha256(receipt)).toBe(sha256);
    const path = `/api/runs/${runId}/figures`;
    const { items } = await api.get(path, runFiguresPageSchema);
    const pages = await allPages(api, `${path}?limit=1`, runFiguresSchema);
    expect(pages.map((page) => page.length)).toEqual([1, 1, 1]);
    expect(pages.flat()).toEqual(items);
    const lines = items.map((one) => {
      if (!('accountNumber' in one)) throw new Error('a branch among accounts');
      const { accountNumber, country, openingBalance, incoming, outgoing, balance } = one;
      return [accountNumber, country, openingBalance, incoming, outgoing, balance];
    });
    const hash = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();
    const digests = [...lines, ['insufficient-funds', '2']].map((line) => hash(`${JSON.stringify(line)}\n`));
    expect(receipt.figures).toEqual({
      ...{
        accounts: 3,
        countries: 2,
        transfers: 3,
        rejected: 2,
        opening: '14.00',
        final: '14.00',
        transferred: '4.50',
      },
      sha256: hash(Buffer.concat(digests)).toString('hex'),
    });
  });

  it('are told in a reply, account by account', async () => {
    const runId = runIdSchema.parse(await land({}));
    const request = { jobType: 'account-balances', source: 's3://landing/x', versionId: null, parameters: {} };
    const due = { requestId: 'r', contents: 'c', request, runId, refusal: null, state: 'SUCCEEDED' as const };
    const reply = await compose(
      { ...due, sealedSha256: null, sealedKey: null, textFailures: 0 },
      { database: api.dataApi, jobTypes: api.jobTypes },
    );
    expect(JSON.parse(reply?.text ?? '')).toMatchObject({
      ...{ state: 'SUCCEEDED', runId, rowsRead: 6, rowsCounted: 6, rowsQuarantined: 0, currency: null },
      figures: [
        {
          ...{ accountNumber: '2', country: '44', openingBalance: '5.00', incoming: '0.00', outgoing: '4.50' },
          ...{ balance: '0.50', sent: 1, received: 0, rejected: 2 },
        },
        { accountNumber: '10', balance: '3.50' },
        { accountNumber: '11', balance: '10.00' },
      ],
    });
  });
});
