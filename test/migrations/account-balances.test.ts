import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  account,
  claimDay,
  type Day,
  identifyDay,
  landDay,
  publishDay,
  recordDay,
  stageDay,
} from '../balances/landed-day.ts';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { type Claim, Pipeline } from './pipeline.ts';

let database: FreshDatabase;
let pipeline: Pipeline;

beforeAll(async () => {
  database = await freshDatabase();
  pipeline = new Pipeline(database.client);
}, 60_000);
beforeEach(() => database.empty());
afterAll(() => database.stop());

/** 2 sends 4.50 to 10 and cannot send more; 7 abroad is in debt and may send nothing. */
const DAY: Day = {
  accounts: [
    account('2', '44', { opening: '5.00', outgoing: '4.50', final: '0.50', sent: 1, rejected: 2 }),
    account('7', 'é"', { opening: '-3.25', final: '-3.25', rejected: 1 }),
    account('10', '44', { opening: '0.00', incoming: '4.50', final: '4.50', received: 1 }),
  ],
  countries: [
    { country: '44', accounts: 2, opening: '5.00', final: '5.00', transferred: '4.50', applied: 1 },
    { country: 'é"', accounts: 1, opening: '-3.25', final: '-3.25', transferred: '0.00', applied: 0 },
  ],
  // One of the two for an unknown account is from an unknown one, and so of no account here.
  rejections: { 'insufficient-funds': 2, 'unknown-account': 2 },
};
const [SENDER, DEBTOR, RECEIVER] = DAY.accounts;
const [HOME, ABROAD] = DAY.countries;
if (!(SENDER && DEBTOR && RECEIVER && HOME && ABROAD)) throw new Error('the day has three accounts in two countries');

/** Stages a day under a claimed run, and tells how it is published. */
async function staged(day: Day): Promise<{ readonly claim: Claim; readonly publish: () => Promise<unknown> }> {
  await recordDay(pipeline, 'may');
  const claim = await claimDay(pipeline);
  await identifyDay(pipeline, claim, 'may');
  await stageDay(pipeline, claim, day);
  return { claim, publish: () => publishDay(pipeline, claim, day) };
}
const counted = (): Promise<unknown> => pipeline.rows('select count(*)::integer as rows from account_balance');

describe('figures of account-balances', () => {
  it('stand for the accounts, the applied transfers and the rejected ones', async () => {
    const { claim, publish } = await staged(DAY);
    expect(await pipeline.call('account_balances_staged_rows', claim.runId, claim.attempt)).toBe('8');
    expect(await publish()).toEqual({ outcome: 'published' });
    expect(await pipeline.run(claim.runId)).toMatchObject({
      state: 'SUCCEEDED',
      counts: true,
      results_prefix: `results/${claim.runId}/1/`,
    });
  });

  it('are staged once, however often the worker sends them', async () => {
    const { claim, publish } = await staged(DAY);
    await stageDay(pipeline, claim, DAY);
    await publish();
    expect(await counted()).toEqual([{ rows: 3 }]);
  });

  it('of a day without transfers are its opening balances', async () => {
    const day: Day = { accounts: [DEBTOR], countries: [ABROAD], rejections: { 'insufficient-funds': 1 } };
    expect((await landDay(pipeline, 'may', day)).outcome).toBe('published');
  });

  it.each([
    ['an account less', { accounts: [SENDER, RECEIVER] }, /country é" do not add up/],
    ['a country less', { countries: [HOME] }, /country é" do not add up/],
    ['a country more', { countries: [...DAY.countries, { ...ABROAD, country: 'x' }] }, /country x do not add up/],
    [
      'another opening sum',
      { countries: [{ ...HOME, opening: '5.01', final: '5.01' }, ABROAD] },
      /country 44 do not add up/,
    ],
    ['another sum of transfers', { countries: [{ ...HOME, transferred: '4.51' }, ABROAD] }, /country 44 do not add up/],
    ['a transfer more', { countries: [{ ...HOME, applied: 2 }, ABROAD] }, /country 44 do not add up/],
    [
      'rejections of no account',
      { rejections: { ...DAY.rejections, 'same-account': 2 } },
      /6 transfers are rejected, of which 2/,
    ],
    ['a rejection less', { rejections: { 'insufficient-funds': 2 } }, /2 transfers are rejected, of which 0/],
  ])('are not published with %s', async (_what, own, message) => {
    const { publish } = await staged({ ...DAY, ...own });
    await expect(publish()).rejects.toThrow(message);
  });

  it.each([
    ['account_adds_up', { ...RECEIVER, final: '4.51' }],
    ['account_covered', { ...SENDER, outgoing: '5.01', final: '-0.01' }],
    ['account_covered', { ...DEBTOR, outgoing: '0.01', final: '-3.26', sent: 1 }],
    ['account_amounts_of_transfers', { ...RECEIVER, received: 0 }],
    ['account_amounts_of_transfers', { ...DEBTOR, sent: 1 }],
  ])('cannot be staged against %s', async (constraint, wrong) => {
    await expect(staged({ ...DAY, accounts: [wrong] })).rejects.toThrow(constraint);
  });

  it.each([
    ['country_conserved', { countries: [{ ...HOME, final: '5.01' }] }],
    ['country_amounts_of_transfers', { countries: [{ ...ABROAD, applied: 1 }] }],
    ['transfer_rejection_reason_check', { rejections: { weather: 1 } }],
  ])('cannot be staged against %s', async (constraint, own) => {
    await expect(staged({ ...DAY, ...own })).rejects.toThrow(constraint);
  });

  it('cannot have an account twice, whose second row is left out and missed', async () => {
    const { publish } = await staged({ ...DAY, accounts: [...DAY.accounts, { ...DEBTOR, final: '-3.25' }] });
    await expect(publish()).rejects.toThrow(/7 rows are staged|8 rows are staged but 9/);
  });

  it('hold amounts far over 64 bits exactly', async () => {
    const big = '123456789012345678901234567890.12';
    const day: Day = {
      accounts: [
        account('1', '1', { incoming: big, outgoing: big, sent: 1, received: 1 }),
        account('2', '1', { incoming: big, outgoing: big, sent: 1, received: 1 }),
      ],
      countries: [
        {
          country: '1',
          accounts: 2,
          opening: '20.00',
          final: '20.00',
          transferred: '246913578024691357802469135780.24',
          applied: 2,
        },
      ],
      rejections: {},
    };
    const { runId, outcome } = await landDay(pipeline, 'may', day);
    expect(outcome).toBe('published');
    expect((await pipeline.run(runId))['figures']).toMatchObject({ transferred: '246913578024691357802469135780.24' });
  });
});

describe('a publication that takes longer than its call', () => {
  it('tells the one that asks again how it has ended', async () => {
    const { claim, publish } = await staged(DAY);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    try {
      await other.query('begin');
      const first = await publishDay(new Pipeline(other), claim, DAY);
      const again = publish();
      // The second one waits for as long as the first goes on.
      const waiting = await Promise.race([again, new Promise((resolve) => setTimeout(resolve, 200, 'waits'))]);
      await other.query('commit');
      expect([first, waiting, await again]).toEqual([{ outcome: 'published' }, 'waits', { outcome: 'published' }]);
    } finally {
      await other.end();
    }
    expect(await pipeline.rows("select event from run_event where event = 'published'")).toHaveLength(1);
  });
});

describe('the receipt of account-balances', () => {
  const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

  it('pins every number', async () => {
    const { runId } = await landDay(pipeline, 'may', DAY);
    const lines = [
      '["2","44","5.00","0.00","4.50","0.50"]\n',
      '["7","é\\"","-3.25","0.00","0.00","-3.25"]\n',
      '["10","44","0.00","4.50","0.00","4.50"]\n',
      '["insufficient-funds","2"]\n',
      '["unknown-account","2"]\n',
    ];
    expect((await pipeline.run(runId))['figures']).toEqual({
      accounts: 3,
      countries: 2,
      transfers: 5,
      rejected: 4,
      opening: '1.75',
      final: '1.75',
      transferred: '4.50',
      sha256: sha256(Buffer.concat(lines.map(sha256))).toString('hex'),
    });
  });
});

describe('runs of account-balances', () => {
  it('give their figures, rejects and files to the repeat that counts in their place', async () => {
    const summary = {
      rowsRead: 9,
      rowsQuarantined: 1,
      rejects: [{ role: 'accounts', reason: 'wrong-fields', count: 1 }],
    };
    const first = await landDay(pipeline, 'may', DAY, { content: 'same', summary });
    const repeat = await landDay(pipeline, 'june', DAY, { content: 'same' });
    expect(repeat.outcome).toBe('duplicate');
    await pipeline.call('withdraw_run', first.runId, 'a test');
    const promoted = await pipeline.run(repeat.runId);
    expect(promoted).toMatchObject({ state: 'SUCCEEDED', counts: true, results_prefix: `results/${first.runId}/1/` });
    expect(promoted['figures']).toEqual((await pipeline.run(first.runId))['figures']);
    expect(
      await pipeline.rows('select role, reason, count from run_reject_count where run_id = $1', repeat.runId),
    ).toEqual([{ role: 'accounts', reason: 'wrong-fields', count: '1' }]);
    expect(await counted()).toEqual([{ rows: 6 }]);
  });

  it('leave nothing of an attempt that failed', async () => {
    const { claim } = await staged(DAY);
    await pipeline.fail(claim);
    expect(await counted()).toEqual([{ rows: 0 }]);
    expect(await pipeline.rows('select from account_country union all select from transfer_rejection')).toEqual([]);
  });

  it('are told in replies, page by page in the order of the places', async () => {
    const { runId } = await landDay(pipeline, 'may', DAY);
    const page = (after: string): Promise<Record<string, unknown>[]> =>
      pipeline.rows('select * from run_figures($1, $2, 2)', runId, after);
    const first = await page('');
    expect(first.map(({ place }) => place)).toEqual(['0', '1']);
    expect(JSON.parse(String(first[0]?.['figure']))).toEqual({
      accountNumber: '2',
      country: '44',
      openingBalance: '5.00',
      incoming: '0.00',
      outgoing: '4.50',
      balance: '0.50',
      sent: 1,
      received: 0,
      rejected: 2,
    });
    expect((await page('1')).map(({ place }) => place)).toEqual(['2']);
    expect(await page('2')).toEqual([]);
  });

  it('tell bad rows of two sources apart', async () => {
    const rejects = ['accounts', 'transactions'].map((role) => ({ role, reason: 'wrong-fields', count: 1 }));
    const { runId } = await landDay(pipeline, 'may', DAY, { summary: { rowsRead: 10, rowsQuarantined: 2, rejects } });
    expect(await pipeline.rows('select role from run_reject_count where run_id = $1 order by 1', runId)).toEqual([
      { role: 'accounts' },
      { role: 'transactions' },
    ]);
  });
});
