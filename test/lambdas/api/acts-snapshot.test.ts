import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { receiptSchema } from '../../../lambdas/core/receipts/receipt.ts';
import { type BranchPage, branchPageSchema, branchSorts, orders } from '../../../lambdas/core/reports/branch.ts';
import { branchDetailSchema } from '../../../lambdas/core/reports/branch-detail.ts';
import { runDetailSchema } from '../../../lambdas/core/reports/run.ts';
import { Pipeline } from '../../migrations/pipeline.ts';
import { ApiUnderTest } from './api-under-test.ts';

let api: ApiUnderTest;
let writer: pg.Client;
let pipeline: Pipeline;
beforeAll(async () => {
  api = await ApiUnderTest.start();
  writer = new pg.Client({ connectionString: api.database.url });
  await writer.connect();
  pipeline = new Pipeline(writer);
}, 60_000);
afterAll(async () => {
  await writer?.end();
  await api?.stop();
});

const seed = Number(process.env['ACTS_SEED'] ?? Date.now() % 1_000_000);
const branches = 30;
const acts = 60;

let state = seed;
const random = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};

/** File n has 2 to the power of n rows of 1.00 in every branch, so that a count names the files that it is made of. */
const figures = (place: number) =>
  Array.from({ length: branches }, (_, branch) => {
    const count = 2 ** place;
    return { branchCode: `B${branch}`, count, min: '1.00', max: '1.00', sum: `${count}.00` };
  });

const seen = new Set<number>();

/** Only the first branch has the corrected row; all others are of one set of files. @returns their rows */
function wholeFiles(rows: readonly { branchCode: string; count: number }[]): number {
  const counts = new Set(rows.filter(({ branchCode }) => branchCode !== 'B0').map(({ count }) => count));
  expect(counts.size).toBeLessThanOrEqual(1);
  return rows.reduce((total, { count }) => total + count, 0);
}

function holds({ items, summary }: BranchPage): void {
  const rows = wholeFiles(items);
  expect(summary).toMatchObject({ branches: items.length, sum: `${rows}.00` });
  expect((summary?.rowsCounted ?? 0) + (summary?.rowsCorrected ?? 0)).toBe(rows);
  seen.add(rows);
}

/** Looks at every kind of answer in turn, and at each for itself. */
async function look(turn: number, runIds: readonly string[]): Promise<void> {
  const sort = `sort=${branchSorts[turn % branchSorts.length]}&order=${orders[turn % orders.length]}`;
  const scopes = ['', 'landedFrom=2026-01-01&', runIds.map((runId) => `runId=${runId}&`).join('')];
  for (const scope of scopes) {
    holds(await api.get(`/api/branches?${scope}${sort}&limit=1000`, branchPageSchema));
    const csv = await (await api.api.request(`/api/branches.csv?${scope}${sort}`)).text();
    const lines = csv.split('\r\n').slice(1, -1);
    wholeFiles(lines.map((line) => ({ branchCode: line.split(',')[0] ?? '', count: Number(line.split(',')[1]) })));
  }
  const { count, sum, receipt } = await api.get('/api/branches/B0', branchDetailSchema);
  expect(receipt?.remerged ?? { count: 0, sum: '0.00' }).toMatchObject({ count, sum });
  const run = await api.get(`/api/runs/${runIds[1]}`, runDetailSchema);
  const corrected = run.corrections
    .filter(({ stands }) => stands)
    .reduce((rows, one) => rows + (one.rowsCounted ?? 0), 0);
  expect(run.rowsCorrected).toBe(corrected);
  const { standing } = await api.get(`/api/runs/${runIds[1]}/receipt`, receiptSchema);
  expect(standing.rowsCorrected + (standing.rowsStillQuarantined ?? 0)).toBe(run.rowsQuarantined);
}

it(`readers see whole files only while they are superseded, counted twice, withdrawn, restored, promoted and corrected (again: ACTS_SEED=${seed})`, async () => {
  const runs: string[] = [];
  for (let place = 0; place < 3; place++) {
    runs.push(await pipeline.land(`${place}.csv`, ['1'], `content ${place}`, figures(place)));
  }
  // A repeat of the first file, which counts in its place whenever that is withdrawn; and a correction of the second.
  const repeat = await pipeline.land('repeat.csv', ['1'], 'content 0', figures(0));
  const [corrected] = figures(0);
  const fix = await pipeline.correct(runs[1] ?? '', 'fix.csv', ['1'], [2], corrected === undefined ? [] : [corrected]);
  const withdrawn = [...runs, fix.runId];

  const versions = ['1'];
  const act = async (): Promise<unknown> => {
    switch (random(6)) {
      case 0: {
        versions.unshift(String(versions.length + 1));
        const place = 2 + versions.length;
        return await pipeline.land('2.csv', [...versions], `version ${versions.length}`, figures(place));
      }
      case 1: {
        const { outcome } = await pipeline.call<{ outcome: string }>('retry_run', repeat, true);
        const claim = outcome === 'conflict' ? null : await pipeline.claim();
        return claim && (await pipeline.complete(claim, 'content 0', ['1'], figures(0)));
      }
      default: {
        const name = random(2) === 0 ? 'withdraw_run' : 'restore_run';
        return await pipeline.call(name, withdrawn[random(withdrawn.length)], 'a test');
      }
    }
  };
  let isOver = false;
  const acting = (async () => {
    for (let done = 0; done < acts; done++) {
      await act();
    }
  })().finally(() => {
    isOver = true;
  });
  const readers = Array.from({ length: 3 }, async (_, reader) => {
    for (let turn = reader; !isOver; turn++) {
      await look(turn, runs);
    }
  });
  await Promise.all([acting, ...readers]);
  expect(seen.size).toBeGreaterThan(2);
}, 60_000);
