import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  accountDetailSchema,
  accountPageSchema,
  accountSchema,
  countryPageSchema,
} from '../../../lambdas/core/balances/account.ts';
import { behindPrefix } from '../../../lambdas/core/balances/prefix.ts';
import { account, landDay, recordDay } from '../../balances/landed-day.ts';
import { accountsOf, dayOf } from '../../balances/made-day.ts';
import { type ApiUnderTest, allPages } from './api-under-test.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

const SENDER = account('2', '44', { opening: '5.00', outgoing: '4.50', final: '0.50', sent: 1, rejected: 2 });
const RECEIVER = account('10', '44', { opening: '-1.00', incoming: '4.50', final: '3.50', received: 1 });
const DAY = dayOf([SENDER, RECEIVER, account('a/b', 'é')]);
const land = async (batch: string, day = DAY, version = '1'): Promise<string> =>
  (await landDay(api.pipeline, batch, day, { version })).runId;
const listed = (path = '/api/accounts') => api.get(path, accountPageSchema);
const numbers = (pages: readonly (readonly { accountNumber: string }[])[]): string[] =>
  pages.flat().map(({ accountNumber }) => accountNumber);
const pagesOf = (parameters: Record<string, string>) => allPages(api, '/api/accounts', accountSchema, parameters);

describe('the accounts of a run', () => {
  it('are told with the run, in the order of their places', async () => {
    const runId = await land('2026/may');
    const page = await listed();
    expect(page.run).toEqual({
      ...{ runId, batch: '2026/may', endedAt: page.run?.endedAt, counts: true },
      ...{ rowsRead: 6, rowsCounted: 6, rowsQuarantined: 0, accounts: 3, countries: 2, transfers: 3, rejected: 2 },
      ...{ openingBalance: '14.00', balance: '14.00', transferred: '4.50' },
    });
    expect(page).toMatchObject({ matching: 3, nextCursor: null });
    expect(numbers([page.items])).toEqual(['2', '10', 'a/b']);
    expect(page.items[1]).toEqual({
      ...{ accountNumber: '10', country: '44', openingBalance: '-1.00', incoming: '4.50', outgoing: '0.00' },
      ...{ balance: '3.50', sent: 0, received: 1, rejected: 0 },
    });
  });

  it('are none where no run counts', async () => {
    expect(await listed()).toEqual({ run: null, matching: 0, items: [], nextCursor: null });
    expect(await api.get('/api/countries', countryPageSchema)).toEqual({ run: null, items: [], nextCursor: null });
  });

  it('are those of the run that counts and ended last, unless another one is asked for', async () => {
    const may = await land('may');
    const june = await land('june');
    expect((await listed()).run?.runId).toBe(june);
    await api.pipeline.call('withdraw_run', june, 'a test');
    expect((await listed()).run?.runId).toBe(may);
    const asked = await listed(`/api/accounts?runId=${june}`);
    expect(asked).toMatchObject({ run: { runId: june, counts: false }, matching: 3 });
    expect(asked.items).toHaveLength(3);
  });

  it.each(['/api/accounts', '/api/countries'])('at %s are not those of a run that has published none', async (path) => {
    const waiting = await recordDay(api.pipeline, 'may');
    for (const runId of [waiting, '00000000-0000-4000-8000-000000000000']) {
      expect(await api.request(`${path}?runId=${runId}`)).toMatchObject({
        status: 404,
        body: { detail: `There is no run ${runId} that has published account balances.` },
      });
    }
  });

  it('stay those of one run from page to page, though another one is published meanwhile', async () => {
    const may = await land('may', dayOf(accountsOf(['1', '2', '3', '4'])));
    const first = await listed('/api/accounts?limit=2');
    await land('may', dayOf(accountsOf(['7', '8', '9'])), '2');
    const second = await listed(`/api/accounts?limit=2&cursor=${first.nextCursor}`);
    expect(second.run).toMatchObject({ runId: may, counts: false });
    expect(numbers([first.items, second.items])).toEqual(['1', '2', '3', '4']);
    expect(second).toMatchObject({ matching: null, nextCursor: null });
    expect(numbers([(await listed()).items])).toEqual(['7', '8', '9']);
  });

  it('take no cursor of another list', async () => {
    await land('may', dayOf(accountsOf(['1', '2', '3'])));
    const { nextCursor } = await listed('/api/accounts?limit=1');
    expect((await api.request(`/api/accounts?country=1&cursor=${nextCursor}`)).status).toBe(400);
    expect((await api.request(`/api/countries?cursor=${nextCursor}`)).status).toBe(400);
  });

  it('are found by how their number begins, by their country and by both, however the pages are cut', async () => {
    const all = accountsOf(Array.from({ length: 130 }, (_, index) => String(index)));
    await land('may', dayOf(all));
    for (const [search, country] of [
      ['1', undefined],
      ['12', '0'],
      [undefined, '2'],
      ['999', undefined],
      [undefined, undefined],
    ]) {
      const matching = all.filter(
        (one) => one.accountNumber.startsWith(search ?? '') && one.country === (country ?? one.country),
      );
      const filters = { ...(search === undefined ? {} : { search }), ...(country === undefined ? {} : { country }) };
      expect(numbers(await pagesOf({ ...filters, limit: '7' }))).toEqual(matching.map((one) => one.accountNumber));
      const first = await listed(`/api/accounts?${new URLSearchParams({ ...filters, limit: '3', skip: '4' })}`);
      expect(first.matching).toBe(matching.length);
      expect(numbers([first.items])).toEqual(matching.slice(4, 7).map((one) => one.accountNumber));
    }
  });

  it('are searched exactly: no character is a wildcard, and case matters', async () => {
    await land('may', dayOf(accountsOf(['A', 'A%', 'A_', 'a', 'é\u{10ffff}x'])));
    const search = async (text: string) =>
      numbers([(await listed(`/api/accounts?${new URLSearchParams({ search: text })}`)).items]);
    expect(await search('A')).toEqual(['A', 'A%', 'A_']);
    expect(await search('A%')).toEqual(['A%']);
    expect(await search('é\u{10ffff}')).toEqual(['é\u{10ffff}x']);
    expect(await search('\u{10ffff}')).toEqual([]);
  });
});

it('The text behind a beginning is behind all that begins so, and none is between', () => {
  const bytes = (text: string): Buffer => Buffer.from(text);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' }), (prefix, other) => {
      const end = behindPrefix(prefix);
      const within = (text: string): boolean =>
        bytes(text).compare(bytes(prefix)) >= 0 && (end === undefined || bytes(text).compare(bytes(end)) < 0);
      expect(within(prefix + other)).toBe(true);
      expect(within(other)).toBe(other.startsWith(prefix));
    }),
  );
  expect([behindPrefix('\ud7ff'), behindPrefix('a\u{10ffff}'), behindPrefix('\u{10ffff}')]).toEqual([
    '\ue000',
    'b',
    undefined,
  ]);
});

describe('an account', () => {
  const detail = (number: string, query = '') =>
    api.get(`/api/accounts/${encodeURIComponent(number)}${query}`, accountDetailSchema);

  it('is told of each run that counts, the newest first and page by page', async () => {
    const runs: string[] = [];
    for (const batch of ['may', 'june', 'july']) runs.unshift(await land(batch));
    await land('august', dayOf(accountsOf(['7'])));
    await api.pipeline.call('withdraw_run', runs[1], 'a test');
    const whole = await detail('a/b');
    expect(whole.runs.map(({ runId }) => runId)).toEqual([runs[0], runs[2]]);
    expect(whole.runs[0]).toMatchObject({
      batch: 'july',
      counts: true,
      country: 'é',
      openingBalance: '10.00',
      balance: '10.00',
    });
    const first = await detail('a/b', '?limit=1');
    const second = await detail('a/b', `?limit=1&cursor=${first.nextCursor}`);
    expect([...first.runs, ...second.runs]).toEqual(whole.runs);
    expect(second.nextCursor).toBe(null);
  });

  it('that no run has, or none that counts, is not found', async () => {
    await api.pipeline.call('withdraw_run', await land('may'), 'a test');
    for (const number of ['2', '3']) {
      expect(await api.request(`/api/accounts/${number}`)).toMatchObject({
        status: 404,
        body: { detail: `No run that counts has the account "${number}".` },
      });
    }
  });
});

describe('the countries of a run', () => {
  it('are the sums of their accounts, page by page', async () => {
    await land('may');
    const whole = await api.get('/api/countries', countryPageSchema);
    expect(whole.run?.countries).toBe(2);
    expect(whole.items).toEqual([
      { country: '44', accounts: 2, openingBalance: '4.00', balance: '4.00', transferred: '4.50', applied: 1 },
      { country: 'é', accounts: 1, openingBalance: '10.00', balance: '10.00', transferred: '0.00', applied: 0 },
    ]);
    expect((await allPages(api, '/api/countries?limit=1', z.unknown())).flat()).toEqual(whole.items);
  });

  it('stay those of one run from page to page', async () => {
    await land('may');
    const { nextCursor } = await api.get('/api/countries?limit=1', countryPageSchema);
    await land('june', dayOf([account('1', 'z')]));
    const second = await api.get(`/api/countries?limit=1&cursor=${nextCursor}`, countryPageSchema);
    expect(second).toMatchObject({ run: { batch: 'may' }, items: [{ country: 'é' }], nextCursor: null });
  });
});

it.each(['/api/accounts', '/api/accounts?search=1&country=44', '/api/countries', '/api/accounts/10'])(
  'The first page of %s takes one call of the database',
  async (path) => {
    await land('may');
    const before = api.rdsData.calls();
    expect((await api.request(path)).status).toBe(200);
    expect(api.rdsData.calls() - before).toBe(1);
  },
);
