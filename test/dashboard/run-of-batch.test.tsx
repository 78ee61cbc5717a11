// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { api, type RunDetail } from '../../dashboard/src/api/client.ts';
import { Corrections } from '../../dashboard/src/run/corrections/corrections.tsx';
import { Figures } from '../../dashboard/src/run/figures/figures.tsx';
import { ResultFiles } from '../../dashboard/src/run/results/result-files.tsx';
import { Sources } from '../../dashboard/src/run/sources.tsx';
import { figuresAddress } from '../../dashboard/src/runs/figures-address.ts';
import { batchOf, runName } from '../../dashboard/src/runs/run-names.ts';
import { drawn } from './drawn.tsx';
import { account, run as balances } from './sample-balances.ts';
import { sampleDetail, succeeded } from './sample-run.ts';

const [sample] = sampleDetail().sources;
if (sample === undefined) throw new Error('the sample has no source');
const source = (role: string) => ({ ...sample, role, key: `landing/account-balances/nov & dec/${role}.csv` });
const accounts = source('accounts');
const ofBatch = (changes: Partial<RunDetail> = {}) =>
  sampleDetail({
    ...succeeded,
    jobType: 'account-balances',
    sources: [accounts, source('transactions')],
    ...changes,
  });
const waiting = ofBatch({
  state: 'PENDING',
  sources: [accounts],
  missingRoles: ['transactions'],
  publishedAttempt: null,
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('a run of several files', () => {
  it('is known by its batch, with its files', () => {
    expect(runName(ofBatch())).toBe('nov & dec (accounts.csv, transactions.csv)');
    expect(runName(waiting)).toBe('nov & dec (accounts.csv)');
    expect(batchOf(sampleDetail())).toBeUndefined();
    expect(runName(sampleDetail())).toBe('may.csv');
  });

  it('shows each of its files, and which one is missing, with the way to bring it', () => {
    drawn(<Sources run={waiting} />);
    screen.getByText('The file transactions of the batch is missing.');
    const link = screen.getByRole('link', { name: 'upload into the batch nov & dec' });
    const address = new URL(link.getAttribute('href') ?? '', 'https://host');
    expect([address.pathname, ...address.searchParams.values()]).toEqual(['/upload', 'account-balances', 'nov & dec']);
    cleanup();
    drawn(<Sources run={ofBatch()} />);
    const sources = screen.getByRole('region', { name: 'Sources' });
    expect(
      within(sources)
        .getAllByText(/^s3:/)
        .map((place) => place.textContent?.split('/').at(-1)),
    ).toEqual(['accounts.csv', 'transactions.csv']);
    expect(screen.queryByText(/missing/)).toBeNull();
  });

  it('is corrected as a whole, by a new version of the file', () => {
    drawn(<Corrections run={ofBatch()} />);
    screen.getByRole('link', { name: 'upload it as a new version into the batch nov & dec' });
    expect(screen.queryByRole('button')).toBeNull();
    expect(document.querySelector('input[type=file]')).toBeNull();
  });
});

describe('what a run of account balances has published', () => {
  const file = (kind: string, name: string) => ({
    kind,
    name,
    rows: 4,
    firstRow: 1,
    bytes: 123,
    sha256: 'a'.repeat(64),
    url: `https://s3/${name}?signed`,
  });
  const answers: Record<string, unknown> = {
    '/api/accounts': { run: balances, matching: 4, items: [account('007', '44')], nextCursor: null },
    '/api/runs/{runId}/results': {
      items: [file('balances-parquet', 'balances-00000.parquet'), file('rejected-transfers', 'part-00000.csv.gz')],
    },
  };
  /** Gives the paths that are asked for. */
  function answered(): string[] {
    const asked: string[] = [];
    vi.spyOn(api, 'GET').mockImplementation((async (path: string) => {
      asked.push(path);
      return { data: answers[path], response: new Response() };
    }) as never);
    return asked;
  }

  it('has its own headline, first accounts and page', async () => {
    const asked = answered();
    drawn(<Figures run={ofBatch()} />);
    const figures = await screen.findByRole('region', { name: 'The first accounts of this run' });
    expect(within(figures).getByRole('link', { name: '007' }).getAttribute('href')).toBe('/accounts/007');
    expect(screen.getByRole('link', { name: '3 rejected' }).getAttribute('href')).toContain(
      '/transfers/rejected?runId=',
    );
    expect(screen.getByRole('link', { name: 'All figures of this run' }).getAttribute('href')).toBe(
      `/accounts?runId=${ofBatch().runId}`,
    );
    expect(asked).toEqual(['/api/accounts']);
    expect(figuresAddress({ jobType: 'another', runId: 'r' })).toBeUndefined();
  });

  it('has files, each to be downloaded from its own address', async () => {
    answered();
    drawn(<ResultFiles run={ofBatch()} />);
    const link = await screen.findByRole('link', { name: 'balances-00000.parquet' });
    expect(link.getAttribute('href')).toBe('https://s3/balances-00000.parquet?signed');
    screen.getByText('Rejected transfers, CSV');
  });

  it('has no files before it has ended, nor has a run of another kind', () => {
    const asked = answered();
    drawn(<ResultFiles run={waiting} />);
    drawn(<ResultFiles run={sampleDetail(succeeded)} />);
    expect(document.querySelector('section')).toBeNull();
    expect(asked).toEqual([]);
  });
});
