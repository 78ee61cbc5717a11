// @vitest-environment jsdom
import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '../../dashboard/src/api/client.ts';
import { createQueryClient } from '../../dashboard/src/api/query-client.ts';
import type { BranchView } from '../../dashboard/src/branches/branch-view.ts';
import { useBranchRows } from '../../dashboard/src/branches/use-branch-rows.ts';
import { pageSize, pagesFor } from '../../dashboard/src/lists/use-list-rows.ts';

const view: BranchView = { scope: { kind: 'counted' }, q: '', sort: 'branchCode', order: 'asc' };
interface Query {
  readonly cursor?: string;
  readonly skip?: number;
  readonly limit?: number;
}
let asked: Query[];
/** How many branches there are, and what each has as its total. */
let stored: { branches: number; sum: string };

/** Answers as the API does: the cursor names the place behind the last branch. */
function answer(query: Query) {
  asked.push(query);
  const from = Number(query.cursor ?? 0) + (query.skip ?? 0);
  const to = Math.min(from + (query.limit ?? 100), stored.branches);
  const items = Array.from({ length: Math.max(0, to - from) }, (_, index) => ({
    branchCode: `B${from + index}`,
    ...{ count: 1, min: '1.00', max: '1.00', average: '1.0000', sum: stored.sum },
  }));
  const summary = query.cursor === undefined ? { matching: stored.branches, sum: stored.sum } : null;
  return { items, nextCursor: to < stored.branches ? String(to) : null, summary };
}

beforeEach(() => {
  asked = [];
  stored = { branches: 100_000, sum: '1.00' };
  // Node has no address that '/api' could be relative to, so the answers are given where the dashboard asks.
  vi.spyOn(api, 'GET').mockImplementation((async (_path: string, { params }: { params: { query: Query } }) => ({
    data: answer(params.query),
    response: new Response(),
  })) as unknown as typeof api.GET);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function listed(wanted: readonly number[]) {
  const client = createQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const hook = renderHook((pages: readonly number[]) => useBranchRows(view, pages), { initialProps: wanted, wrapper });
  return { ...hook, client, codeAt: (row: number) => hook.result.current.rowAt(row)?.branchCode };
}

describe('the rows of a long list', () => {
  it('are asked for page by page, as they are wanted, and jumped to', async () => {
    const { codeAt, rerender, result } = listed([0]);
    await waitFor(() => expect(codeAt(0)).toBe('B0'));
    expect(result.current.summary?.matching).toBe(100_000);
    expect(codeAt(pageSize)).toBeUndefined();
    rerender([0, 1]);
    await waitFor(() => expect(codeAt(pageSize)).toBe(`B${pageSize}`));
    rerender([250]);
    await waitFor(() => expect(codeAt(250 * pageSize + 7)).toBe(`B${250 * pageSize + 7}`));
    expect(asked.map(({ cursor, skip }) => [cursor, skip])).toEqual([
      [undefined, undefined],
      [String(pageSize), undefined],
      [String(2 * pageSize), 248 * pageSize],
    ]);
    expect(codeAt(pageSize)).toBe(`B${pageSize}`);
  });

  it('stay while they are brought up to date, all of them when the figures have changed', async () => {
    const { codeAt, client, result } = listed([0, 3]);
    const sumAt = (row: number) => result.current.rowAt(row)?.sum;
    await waitFor(() => expect(codeAt(3 * pageSize)).toBe(`B${3 * pageSize}`));
    stored = { branches: 100_000, sum: '2.00' };
    const seen: (string | undefined)[] = [];
    await act(() => client.refetchQueries({ queryKey: ['branches', '{}'], exact: true }));
    seen.push(sumAt(3 * pageSize));
    await waitFor(() => expect(sumAt(3 * pageSize)).toBe('2.00'));
    expect(sumAt(0)).toBe('2.00');
    expect(seen[0]).toBeDefined();
  });

  it('end where the list ends', async () => {
    stored = { branches: 3 * pageSize + 1, sum: '1.00' };
    const { codeAt } = listed([3]);
    await waitFor(() => expect(codeAt(3 * pageSize)).toBe(`B${3 * pageSize}`));
    expect(codeAt(3 * pageSize + 1)).toBeUndefined();
  });
});

describe('the pages that are wanted', () => {
  it('are those in view and the next one, once half of a page has been seen', () => {
    expect(pagesFor(0, 30, [])).toEqual([0]);
    expect(pagesFor(80, 110, [])).toEqual([0, 1]);
    expect(pagesFor(pageSize * 5 + 60, pageSize * 5 + 90, [])).toEqual([4, 5]);
    expect(pagesFor(pageSize * 5 + 110, pageSize * 5 + 140, [])).toEqual([5, 6]);
  });

  it('are the same list while they do not change', () => {
    const before = [4, 5];
    expect(pagesFor(pageSize * 5 + 61, pageSize * 5 + 91, before)).toBe(before);
  });
});
