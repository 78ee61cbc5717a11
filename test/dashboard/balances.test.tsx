// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccountPage } from '../../dashboard/src/account/account-page.tsx';
import { AccountsPage } from '../../dashboard/src/accounts/accounts-page.tsx';
import { addsUp, totalsOf } from '../../dashboard/src/accounts/totals.ts';
import { api } from '../../dashboard/src/api/client.ts';
import { RejectedTransfersPage } from '../../dashboard/src/rejected-transfers/rejected-transfers-page.tsx';
import { drawn } from './drawn.tsx';
import { account, country, run, transfer } from './sample-balances.ts';

interface Answers {
  [path: string]: unknown;
}
let asked: { path: string; query: Record<string, unknown> }[];
let answers: Answers;

const notFound = {
  error: { title: 'Not found', status: 404, detail: 'There is none.' },
  response: new Response(null, { status: 404 }),
};

beforeEach(() => {
  asked = [];
  answers = {
    '/api/accounts': { run, matching: 2, items: [account('007', '44'), account('8', '49')], nextCursor: null },
    '/api/countries': { run, items: [country('44', '70.00'), country('49', '30.00')], nextCursor: null },
    '/api/transfers/rejected': {
      run,
      reasons: [
        { reason: 'different-countries', count: 1 },
        { reason: 'insufficient-funds', count: 2 },
      ],
      items: [transfer(2, 'different-countries'), transfer(5, 'insufficient-funds'), transfer(9, 'insufficient-funds')],
      nextCursor: null,
    },
    '/api/runs': { items: [], nextCursor: null },
  };
  vi.spyOn(api, 'GET').mockImplementation((async (path: string, options: { params?: { query?: object } }) => {
    asked.push({ path, query: { ...options.params?.query } });
    const data = answers[path];
    return data === undefined ? notFound : { data, response: new Response() };
  }) as never);
  // Rows are drawn as they come into view, which jsdom does not lay out.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1200);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const rowsOf = async (region: string) => {
  const rows = within(await screen.findByRole('region', { name: region })).getAllByRole('row');
  return rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent));
};

describe('the accounts page', () => {
  it('shows each account as it was, what came and went, and as it is', async () => {
    drawn(<AccountsPage />, '/accounts');
    await screen.findByRole('link', { name: '007' });
    expect((await rowsOf('Accounts')).slice(1)).toEqual([
      ['007', '44', '40.00', '12.50', '2.50', '50.00', '1', '2', '3'],
      ['8', '49', '40.00', '12.50', '2.50', '50.00', '1', '2', '3'],
    ]);
    expect((await rowsOf('Balances by country'))[1]).toEqual(['44', '2', '70.00', '70.00', '15.00', '6']);
    await screen.findByText('No money was made or lost.');
    expect(screen.getByRole('link', { name: '3' }).getAttribute('href')).toContain(run.runId);
  });

  it('asks for what the address names', async () => {
    drawn(<AccountsPage />, `/accounts?runId=${run.runId}&country=44&q=00`);
    await screen.findByRole('link', { name: '007' });
    const query = { runId: run.runId, country: '44', search: '00', limit: 200 };
    expect(asked.find(({ path }) => path === '/api/accounts')?.query).toEqual(query);
  });

  it('goes to the accounts of a country, and keeps it in the address', async () => {
    const { location } = drawn(<AccountsPage />, '/accounts');
    await screen.findByRole('region', { name: 'Balances by country' });
    fireEvent.change(screen.getByLabelText('Country'), { target: { value: '49' } });
    expect(location.history?.at(-1)).toBe('/accounts?country=49');
    await waitFor(() => expect(asked.some(({ query }) => query['country'] === '49')).toBe(true));
  });

  it('raises an alarm when a country has not as much after as before', async () => {
    answers['/api/countries'] = {
      run,
      items: [country('44', '70.00'), { ...country('49', '30.00'), balance: '30.01' }],
      nextCursor: null,
    };
    drawn(<AccountsPage />, '/accounts');
    expect((await screen.findByRole('alert')).textContent).toContain('The balances of the country 49');
    expect(screen.queryByText('No money was made or lost.')).toBeNull();
  });

  it('raises an alarm when the countries together are not what all accounts are', async () => {
    answers['/api/countries'] = { run, items: [country('44', '70.00')], nextCursor: null };
    drawn(<AccountsPage />, '/accounts');
    expect((await screen.findByRole('alert')).textContent).toContain('The countries together');
  });

  it('adds up countries of all pages', async () => {
    vi.mocked(api.GET).mockImplementation((async (
      path: string,
      { params }: { params?: { query?: { cursor?: string } } } = {},
    ) => {
      const cursor = params?.query?.cursor;
      const pages =
        cursor === undefined
          ? { run, items: [country('44', '70.00')], nextCursor: 'more' }
          : { run, items: [country('49', '30.00')], nextCursor: null };
      return { data: path === '/api/countries' ? pages : answers[path], response: new Response() };
    }) as never);
    drawn(<AccountsPage />, '/accounts');
    await screen.findByText('No money was made or lost.');
  });

  it('says what to do when there are no balances, when a run has none, and when nothing begins so', async () => {
    answers['/api/accounts'] = { run: null, matching: 0, items: [], nextCursor: null };
    drawn(<AccountsPage />, '/accounts');
    await screen.findByText('No balances yet.');
    cleanup();
    answers['/api/accounts'] = undefined;
    drawn(<AccountsPage />, `/accounts?runId=${run.runId}`);
    await screen.findByText('This run has no balances.');
    expect(screen.queryByRole('alert')).toBeNull();
    cleanup();
    answers['/api/accounts'] = { run, matching: 0, items: [], nextCursor: null };
    drawn(<AccountsPage />, '/accounts?q=999&country=44');
    await screen.findByText('No account of the country “44” begins with “999”.');
  });
});

describe('the page of an account', () => {
  const inRun = (batch: string) => ({
    ...account('a/b', '44'),
    runId: run.runId,
    batch,
    endedAt: run.endedAt,
    counts: true,
  });

  it('shows how the balance came about, and the account in each batch', async () => {
    answers['/api/accounts/{accountNumber}'] = {
      accountNumber: 'a/b',
      runs: [inRun('november'), { ...inRun('october'), runId: '1c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a02' }],
      nextCursor: null,
    };
    drawn(<AccountPage />, '/accounts/a%2Fb');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Account a/b');
    const summary = await screen.findByRole('region', { name: 'After november' });
    expect(summary.textContent).toContain('40.00 before + 12.50 received − 2.50 sent = 50.00');
    expect((await rowsOf('Batches with this account')).map(([batch]) => batch)).toEqual([
      'Batch',
      'november',
      'october',
    ]);
  });

  it('raises an alarm when the balance is not what its transfers come to', async () => {
    const wrong = { ...inRun('november'), balance: '50.01' };
    answers['/api/accounts/{accountNumber}'] = { accountNumber: 'a/b', runs: [wrong], nextCursor: null };
    drawn(<AccountPage />, '/accounts/a%2Fb');
    expect((await screen.findByRole('alert')).textContent).toContain('≠ 50.01');
  });

  it('says when no batch has it', async () => {
    drawn(<AccountPage />, '/accounts/100%25');
    await screen.findByText('No batch that counts has the account “100%”.');
  });
});

describe('the page of rejected transfers', () => {
  it('shows how many for which reason, and each with its line as it stands in the file', async () => {
    drawn(<RejectedTransfersPage />, '/transfers/rejected');
    const rows = await rowsOf('Rejected transfers');
    expect(rows[1]).toEqual([
      '2',
      'Sender and receiver are in different countries',
      '2021-11-29T05:47:26',
      '2699',
      '+13.5',
      '835',
    ]);
    expect(rows).toHaveLength(4);
    expect(screen.getByRole('region', { name: 'Rejected by reason' }).textContent).toContain('The sender did not have');
  });

  it('looks for those of one reason, page after page until they come', async () => {
    const pages: Record<string, object> = {
      '': { items: [], nextCursor: 'on' },
      on: { items: [], nextCursor: 'further' },
      further: { items: [transfer(7001, 'different-countries')], nextCursor: null },
    };
    const reasons = [{ reason: 'different-countries', count: 1 }];
    vi.mocked(api.GET).mockImplementation((async (
      path: string,
      { params }: { params?: { query?: { reason?: string; cursor?: string } } } = {},
    ) => {
      const { reason, cursor = '' } = params?.query ?? {};
      const page = reason === undefined ? pages['further'] : pages[cursor];
      const data = path === '/api/transfers/rejected' ? { run, reasons, ...page } : answers[path];
      return { data, response: new Response() };
    }) as never);
    drawn(<RejectedTransfersPage />, '/transfers/rejected?reason=different-countries');
    expect((await rowsOf('Rejected transfers'))[1]?.[0]).toBe('7,001');
    expect(screen.queryByRole('button', { name: 'Show more rows' })).toBeNull();
  });

  it('says when none was rejected', async () => {
    answers['/api/transfers/rejected'] = { run, reasons: [], items: [], nextCursor: null };
    drawn(<RejectedTransfersPage />, '/transfers/rejected');
    await screen.findByText('No transfer was rejected.');
  });
});

describe('what balances come to', () => {
  it('is exact beyond what a number can hold', () => {
    const huge = '90000000000000000000000000000000000.01';
    const totals = totalsOf([country('1', huge), country('2', '-0.02')]);
    expect(totals).toEqual({
      opening: '89999999999999999999999999999999999.99',
      final: '89999999999999999999999999999999999.99',
      unequal: [],
    });
    expect(totalsOf([country('1', '-0.05')]).final).toBe('-0.05');
  });

  it('adds up for an account, to the cent', () => {
    expect(addsUp(account('1', '44'))).toBe(true);
    expect(addsUp({ ...account('1', '44'), outgoing: '2.51' })).toBe(false);
  });
});
