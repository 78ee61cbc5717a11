import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctedLinesPageSchema, correctedLinesSchema } from '../../../lambdas/core/receipts/corrected-lines.ts';
import { LineSet, linesIn } from '../../../verify/line-set.ts';
import { ApiUnderTest, allPages } from './api-under-test.ts';

let api: ApiUnderTest;
let target: string;
const figures = (count: number) => [{ branchCode: 'SOUTH', count, min: '5.00', max: '5.00', sum: `${5 * count}.00` }];
/** Every second line, so that no two of them make one range, over several blocks. */
const many = Array.from({ length: 300 }, (_, index) => 10_001 + 2 * index);

beforeAll(async () => {
  api = await ApiUnderTest.start();
  target = await api.pipeline.record('a.csv', 'v1');
  const claim = await api.pipeline.claim();
  if (claim === null) throw new Error('nothing to claim');
  await api.pipeline.identify(claim, 'a.csv', ['v1']);
  await api.pipeline.stage(claim, figures(10));
  await api.pipeline.publish(claim, figures(10), 5_000);
}, 60_000);
afterAll(() => api?.stop());

const correct = async (key: string, lines: number[]): Promise<string> => {
  const { runId, outcome } = await api.pipeline.correct(target, key, ['v1'], lines, figures(lines.length));
  expect(outcome).toBe('published');
  return runId;
};
const path = (runId: string) => `/api/runs/${runId}/corrected-lines`;

describe('the corrected lines of a run', () => {
  it('are none before a correction is published', async () => {
    expect(await api.get(path(target), correctedLinesPageSchema)).toEqual({ items: [], nextCursor: null });
  });

  it('are those of every correction, page by page, and say whether it stands', async () => {
    const withdrawn = await correct('c.csv', [7, 8, 9, 5_000]);
    await api.pipeline.call('withdraw_run', withdrawn, 'wrong');
    const standing = await correct('d.csv', [8, ...many]);
    const pages = await allPages(api, path(target), correctedLinesSchema, { limit: '2' });
    expect(pages.slice(0, -1).every((page) => page.length === 2)).toBe(true);
    const items = pages.flat();
    const of = (correction: string) => items.filter((item) => item.correction === correction);
    expect(of(withdrawn)).toEqual([
      { correction: withdrawn, stands: false, lines: '7-9' },
      { correction: withdrawn, stands: false, lines: '5000-5000' },
    ]);
    expect(of(standing).every(({ stands }) => stands)).toBe(true);
    const set = new LineSet();
    for (const { lines } of of(standing)) for (const line of linesIn(lines)) expect(set.add(line)).toBe(true);
    expect(set.size).toBe(1 + many.length);
    expect([8, ...many].every((line) => set.has(line))).toBe(true);
    expect(items).toHaveLength(of(withdrawn).length + of(standing).length);
  });

  it('leave out what an attempt has staged that was not published', async () => {
    const before = await allPages(api, path(target), correctedLinesSchema, { limit: '1000' });
    const open = await api.pipeline.record('e.csv', 'v1', undefined, target);
    const claim = await api.pipeline.claim();
    if (claim === null) throw new Error('nothing to claim');
    await api.pipeline.stageLines(claim, [11]);
    expect(await api.pipeline.rows('select from run_corrected_lines where run_id = $1', open)).toHaveLength(1);
    expect(await allPages(api, path(target), correctedLinesSchema, { limit: '1000' })).toEqual(before);
  });

  it('are none of a correction, and a cursor of another run is refused', async () => {
    const page = await api.get(`${path(target)}?limit=1`, correctedLinesPageSchema);
    const correction = page.items[0]?.correction ?? '';
    expect(await api.get(path(correction), correctedLinesPageSchema)).toEqual({ items: [], nextCursor: null });
    const answer = await api.request(`${path(correction)}?cursor=${page.nextCursor}`);
    expect(answer).toMatchObject({ status: 400, body: { type: '/problems/bad-request' } });
  });
});
