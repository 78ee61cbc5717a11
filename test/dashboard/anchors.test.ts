import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Anchors, type Place, readRows } from '../../dashboard/src/lists/anchors.ts';
import { KeptPages } from '../../dashboard/src/lists/kept-pages.ts';

/** A list of the numbers from 0, as the API gives it: the cursor names the place behind the last item. */
function listOf(length: number, mostAtOnce = Number.POSITIVE_INFINITY) {
  const asked: (Place & { limit: number })[] = [];
  const ask = async (place: Place & { readonly limit: number }) => {
    asked.push(place);
    const from = Number(place.cursor ?? 0) + place.skip;
    const to = Math.min(from + Math.min(place.limit, mostAtOnce), length);
    const items = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
    return { items, nextCursor: to < length ? String(to) : null };
  };
  return { ask, asked };
}

const numbers = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

describe('pages of a long list', () => {
  it('are the right rows, in whatever order they are asked for', async () => {
    const jumps = fc.array(fc.nat(60), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(jumps, fc.nat(1000), fc.integer({ min: 1, max: 30 }), async (pages, length, mostAtOnce) => {
        const { ask } = listOf(length, mostAtOnce);
        const anchors = new Anchors();
        for (const page of pages) {
          const rows = await readRows(ask, anchors, { first: page * 20, size: 20 });
          expect(rows).toEqual(numbers(page * 20, Math.min(page * 20 + 20, length)));
        }
      }),
    );
  });

  it('go on by cursor alone, one after the other', async () => {
    const { ask, asked } = listOf(100);
    const anchors = new Anchors();
    for (const page of [0, 1, 2]) await readRows(ask, anchors, { first: page * 20, size: 20 });
    expect(asked).toEqual([
      { skip: 0, limit: 20 },
      { cursor: '20', skip: 0, limit: 20 },
      { cursor: '40', skip: 0, limit: 20 },
    ]);
  });

  it('are jumped to from the nearest known place before them', async () => {
    const { ask, asked } = listOf(100_000);
    const anchors = new Anchors();
    await readRows(ask, anchors, { first: 0, size: 20 });
    await readRows(ask, anchors, { first: 50_000, size: 20 });
    await readRows(ask, anchors, { first: 50_100, size: 20 });
    await readRows(ask, anchors, { first: 40_000, size: 20 });
    expect(asked.map(({ cursor, skip }) => [cursor, skip])).toEqual([
      [undefined, 0],
      ['20', 49_980],
      ['50020', 80],
      ['20', 39_980],
    ]);
  });

  it('are made whole when the server cuts them short', async () => {
    const { ask, asked } = listOf(100, 8);
    expect(await readRows(ask, new Anchors(), { first: 40, size: 20 })).toEqual(numbers(40, 60));
    expect(asked.map(({ limit }) => limit)).toEqual([20, 12, 4]);
  });
});

describe('the pages that are kept', () => {
  it('are bounded, and the ones nearest to what was shown last', () => {
    const kept = new KeptPages<string>(3);
    for (const page of [1, 2, 3, 9, 10]) kept.keep(page, [`page ${page}`]);
    expect(kept.size).toBe(3);
    expect([3, 9, 10].map((page) => kept.get(page)?.[0])).toEqual(['page 3', 'page 9', 'page 10']);
    expect(kept.get(1)).toBeUndefined();
  });
});
