// @vitest-environment jsdom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, type Reject } from '../../dashboard/src/api/client.ts';
import { Rejects } from '../../dashboard/src/run/rejects.tsx';
import { drawn } from './drawn.tsx';
import { sampleDetail, succeeded } from './sample-run.ts';

interface Query {
  readonly role?: string;
  readonly reason: string;
  readonly column: string;
  readonly cursor?: string;
}

const row = (line: number, reason: string, column: string): Reject => {
  return { line, offset: line * 10, length: 9, reason, column, raw: `row ${line}`, rawTruncated: false };
};
const pages: Record<string, Record<string, { items: Reject[]; nextCursor: string | null }>> = {
  // Frequent at once, with more behind; the rare one only further on, and rows of other reasons behind it.
  'bad-decimal': {
    '': { items: [row(2, 'bad-decimal', 'amount')], nextCursor: 'more' },
    more: { items: [row(9, 'bad-decimal', 'amount')], nextCursor: null },
  },
  'field-count': {
    '': { items: [], nextCursor: 'on' },
    on: { items: [], nextCursor: 'further' },
    further: { items: [row(7, 'field-count', '')], nextCursor: 'end' },
  },
};
let asked: Query[];

beforeEach(() => {
  asked = [];
  vi.spyOn(api, 'GET').mockImplementation((async (_path: string, { params }: { params: { query: Query } }) => {
    asked.push(params.query);
    const data = pages[params.query.reason]?.[params.query.cursor ?? ''];
    return { data, response: new Response() };
  }) as never);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const run = sampleDetail({
  ...succeeded,
  rejectCounts: [
    { reason: 'bad-decimal', column: 'amount', count: 2 },
    { reason: 'field-count', column: '', count: 1 },
  ],
});

/** Opens or closes a group as the browser does. */
function toggle(text: string) {
  const details = screen.getByText(text).closest('details');
  if (!details) throw new Error(`no group has ${text}`);
  details.open = !details.open;
  fireEvent(details, new Event('toggle'));
}

describe('the quarantined rows of a run', () => {
  it('are grouped by reason, the first group open, and asked for page by page', async () => {
    drawn(<Rejects run={run} />);
    const region = await screen.findByRole('region', { name: 'Quarantined rows: bad-decimal in amount' });
    expect(within(region).getByText('row 2')).toBeTruthy();
    expect(asked).toMatchObject([{ reason: 'bad-decimal', column: 'amount' }]);
    fireEvent.click(screen.getByRole('button', { name: 'Show more rows' }));
    expect(await screen.findByText('row 9')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show more rows' })).toBeNull();
  });

  it('are looked for until the first of a rare reason are found, and no further than its last', async () => {
    drawn(<Rejects run={run} />);
    toggle('field-count');
    expect(await screen.findByText('row 7')).toBeTruthy();
    const ofGroup = asked.filter(({ reason }) => reason === 'field-count');
    expect(ofGroup.map(({ cursor, column }) => [cursor, column])).toEqual([
      [undefined, ''],
      ['on', ''],
      ['further', ''],
    ]);
    expect(screen.getAllByRole('button', { name: 'Show more rows' })).toHaveLength(1);
  });

  it('are asked for and downloaded of each file by itself, where there are several', async () => {
    const rejectCounts = [
      { role: 'accounts', reason: 'bad-decimal', column: 'amount', count: 2 },
      { role: 'transfers', reason: 'field-count', column: '', count: 1 },
    ];
    drawn(<Rejects run={sampleDetail({ ...succeeded, rejectCounts })} />);
    await screen.findByRole('region', { name: 'Quarantined rows of accounts: bad-decimal in amount' });
    toggle('field-count');
    await screen.findByRole('region', { name: 'Quarantined rows of transfers: field-count' });
    expect(new Set(asked.map(({ role, reason }) => `${role} ${reason}`))).toEqual(
      new Set(['accounts bad-decimal', 'transfers field-count']),
    );
    for (const role of ['accounts', 'transfers'])
      screen.getByRole('button', { name: `Download all of ${role} as CSV` });
  });

  it('are nothing to speak of when there are none', () => {
    const { container } = drawn(<Rejects run={sampleDetail({ ...succeeded, rowsQuarantined: 0 })} />);
    expect(container.textContent).toBe('');
    expect(asked).toEqual([]);
  });
});
