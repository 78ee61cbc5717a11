import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type Branch,
  type BranchSort,
  branchSchema,
  branchSorts,
  orders,
} from '../../../lambdas/core/reports/branch.ts';
import { branchRunSchema } from '../../../lambdas/core/reports/branch-detail.ts';
import { runSchema } from '../../../lambdas/core/reports/run.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { type BranchCents, land } from './landed.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

/** Every page of a list, while something happens between any two of them. */
async function pagesOf<Item>(
  path: string,
  schemas: { items: z.ZodType<Item>; member: 'items' | 'runs' },
  between: (page: number) => Promise<unknown>,
): Promise<Item[][]> {
  const pageSchema = z.object({ [schemas.member]: z.array(schemas.items), nextCursor: z.string().nullable() });
  const pages: Item[][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: Record<string, unknown> = await api.get(`${path}${query}`, pageSchema);
    pages.push(page[schemas.member] as Item[]);
    cursor = page['nextCursor'] as string | null;
    await between(pages.length);
  }
  return pages;
}

const figures = (branchCode: string, count: number): BranchCents => {
  const cents = BigInt(count * 100);
  return { branchCode, count, min: -cents, max: cents, sum: (cents * BigInt(count)) / 2n };
};
/** Those with an even number get more rows while the list is read. */
const codes = Array.from({ length: 18 }, (_, place) => `B${String(place).padStart(2, '0')}`);
const isTouched = (code: string): boolean => !codes.includes(code) || Number(code.slice(1)) % 2 === 0;

/** Publishes a file that moves the touched branches in every order, and has a new branch before, amidst and behind the rest. */
const publish = (page: number): Promise<unknown> =>
  page > 4
    ? Promise.resolve()
    : land(api, `${page}.csv`, [
        ...codes.filter(isTouched).map((code) => figures(code, 7 * page)),
        ...['A', 'B05x', 'C'].map((code) => figures(`${code}${page}`, 3 * page)),
      ]);

const number = (branch: Branch, sort: BranchSort): bigint =>
  sort === 'count' ? BigInt(branch.count) : BigInt(String(branch[sort]).replace('.', ''));

/** Below 0 when the one comes before the other in ascending order. */
function compare(one: Branch, other: Branch, sort: BranchSort): number {
  if (sort !== 'branchCode' && number(one, sort) !== number(other, sort)) {
    return number(one, sort) < number(other, sort) ? -1 : 1;
  }
  return one.branchCode < other.branchCode ? -1 : Number(one.branchCode > other.branchCode);
}

describe('while files are published between the pages of a list of branches', () => {
  const scopes = ['', 'landedFrom=2026-01-01&'];
  const views = scopes.flatMap((scope) =>
    branchSorts.flatMap((sort) => orders.map((order) => [`${scope}sort=${sort}&order=${order}`, sort, order] as const)),
  );
  it.each(views)('%s gives every branch once that nothing moves, and never goes back', async (view, sort, order) => {
    await land(
      api,
      'first.csv',
      codes.map((code, place) => figures(code, 2 + ((place * 5) % 18))),
    );
    const pages = await pagesOf(`/api/branches?${view}&limit=4`, { items: branchSchema, member: 'items' }, publish);
    const all = pages.flat();
    const untouched = all.filter(({ branchCode }) => !isTouched(branchCode)).map(({ branchCode }) => branchCode);
    expect(untouched.sort()).toEqual(codes.filter((code) => !isTouched(code)));
    for (const [place, branch] of all.slice(1).entries()) {
      const step = compare(all[place] as Branch, branch, sort);
      expect(order === 'asc' ? step : -step, `${all[place]?.branchCode} before ${branch.branchCode}`).toBeLessThan(0);
    }
    if (sort === 'branchCode') {
      // A branch keeps its code, so that here nothing moves at all.
      expect(all.map(({ branchCode }) => branchCode)).toEqual(expect.arrayContaining(codes));
      expect(new Set(all.map(({ branchCode }) => branchCode)).size).toBe(all.length);
    }
  });
});

describe('while runs are recorded, published and withdrawn between its pages', () => {
  const go = async (page: number): Promise<unknown> => {
    if (page > 3) return;
    const runId = await land(api, `new ${page}.csv`, [figures('A', 2)]);
    return api.pipeline.call('withdraw_run', page % 2 === 0 ? runId : first[page], 'a test');
  };
  let first: string[];
  beforeEach(async () => {
    first = [];
    for (let place = 0; place < 9; place++) {
      first.unshift(await land(api, `${place}.csv`, [figures('A', 2 + place)]));
    }
  });

  it.each(['/api/runs?limit=2', '/api/runs?state=SUCCEEDED&limit=2'])(
    '%s gives each run once that was there, and no later one',
    async (path) => {
      const pages = await pagesOf(path, { items: runSchema, member: 'items' }, go);
      expect(pages.flat().map(({ runId }) => runId)).toEqual(first);
    },
  );

  it('the history of a branch gives each file once that was there', async () => {
    const pages = await pagesOf('/api/branches/A?limit=2', { items: branchRunSchema, member: 'runs' }, go);
    const seen = pages.flat().map(({ runId }) => runId);
    expect(seen.filter((runId) => first.includes(runId)).sort()).toEqual([...first].sort());
    expect(new Set(seen).size).toBe(seen.length);
  });
});
