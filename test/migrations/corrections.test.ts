import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { type Claim, type Figure, Pipeline } from './pipeline.ts';

let database: FreshDatabase;
let pipeline: Pipeline;
/** A published run with four rows in quarantine, at the lines 3, 5, 6 and 4000. */
let target: string;

const north = { branchCode: 'NORTH', count: 2, min: '-1.00', max: '5.50', sum: '4.50' };
const south = { branchCode: 'SOUTH', count: 1, min: '7.00', max: '7.00', sum: '7.00' };
const rowsOf = (count: number): Figure[] => [
  { branchCode: 'NORTH', count, min: '1.00', max: '1.00', sum: `${count}.00` },
];
const untouched = { NORTH: '1 2 -1.00 5.50 4.50' };

async function claimed(): Promise<Claim> {
  const claim = await pipeline.claim();
  if (!claim) throw new Error('nothing to claim');
  return claim;
}

async function landFile(key: string, newestFirst: string[], content: string): Promise<string> {
  const runId = await pipeline.record(key, newestFirst[0] ?? '');
  const claim = await claimed();
  await pipeline.identify(claim, content, newestFirst);
  await pipeline.stage(claim, [north]);
  await pipeline.publish(claim, [north], 4);
  return runId;
}

beforeAll(async () => {
  database = await freshDatabase();
  pipeline = new Pipeline(database.client);
});
beforeEach(async () => {
  await database.empty();
  target = await landFile('a.csv', ['v1'], 'A');
});
afterAll(() => database.stop());

describe('a correction', () => {
  it('adds its figures to the totals, and tells its target how many rows it put right', async () => {
    const { runId, outcome } = await pipeline.correct(target, 'c.csv', ['v1'], [3, 4000], rowsOf(2));
    expect(outcome).toBe('published');
    expect(await pipeline.totals()).toEqual({ NORTH: '2 4 -1.00 5.50 6.50' });
    expect(await pipeline.run(runId)).toMatchObject({ corrects: target, counts: true, stands: true });
    expect(await pipeline.run(target)).toMatchObject({ rows_read: '6', rows_quarantined: '4', rows_corrected: '2' });
    expect(await pipeline.rows('select * from corrected_lines($1, null, -1)', target)).toEqual([
      { block: '0', lines: '3-3' },
      { block: '1', lines: '4000-4000' },
    ]);
  });

  it('does not publish when the lines that it names are not the rows that it counted', async () => {
    await expect(pipeline.correct(target, 'c.csv', ['v1'], [3], rowsOf(2))).rejects.toThrow(/1 lines .* 2 rows/);
  });

  it('cannot put right more rows than are quarantined, whatever the code does', async () => {
    await expect(pipeline.correct(target, 'c.csv', ['v1'], [3, 5, 6, 7, 8], rowsOf(5))).rejects.toThrow(
      /run_corrected_rows/,
    );
  });

  it('is no repeat of one with the same bytes for another run, but is one for the same run', async () => {
    const other = await landFile('b.csv', ['v1'], 'B');
    const [first, elsewhere, again] = [
      await pipeline.correct(target, 'c.csv', ['v1'], [3], rowsOf(1)),
      await pipeline.correct(other, 'd.csv', ['v1'], [3], rowsOf(1)),
      await pipeline.correct(target, 'e.csv', ['v1'], [3], rowsOf(1)),
    ];
    expect(elsewhere.outcome).toBe('published');
    expect(again).toMatchObject({ outcome: 'duplicate', duplicateOf: first?.runId });
  });

  it('gives its lines back to a repeat when it is withdrawn', async () => {
    const first = await pipeline.correct(target, 'c.csv', ['v1'], [3], rowsOf(1));
    const repeat = await pipeline.correct(target, 'd.csv', ['v1'], [3], rowsOf(1));
    await pipeline.call('withdraw_run', first.runId, 'wrong');
    expect(await pipeline.run(repeat.runId)).toMatchObject({ state: 'SUCCEEDED', counts: true, rows_counted: '1' });
    expect(await pipeline.call('restore_run', first.runId, 'sorry')).toMatchObject({
      outcome: 'conflict',
      countedBy: repeat.runId,
    });
    expect(await pipeline.run(target)).toMatchObject({ rows_corrected: '1' });
  });

  it('takes lines over from its older version, whose repeats then have nothing left to correct', async () => {
    const older = await pipeline.correct(target, 'c.csv', ['v1'], [3, 5], rowsOf(2));
    const repeat = await pipeline.correct(target, 'd.csv', ['v1'], [3, 5], rowsOf(2));
    const newer = await pipeline.correct(target, 'c.csv', ['v2', 'v1'], [3, 5, 6], rowsOf(3));
    expect(newer.outcome).toBe('published');
    expect(await pipeline.run(older.runId)).toMatchObject({ superseded_by: newer.runId, counts: false });
    expect(await pipeline.run(repeat.runId)).toMatchObject({ state: 'REJECTED', error_code: 'nothing-corrected' });
    expect(await pipeline.run(target)).toMatchObject({ rows_corrected: '3' });
    expect(await pipeline.totals()).toEqual({ NORTH: '2 5 -1.00 5.50 7.50' });
  });
});

describe('two corrections of one line', () => {
  it('are done one after the other: the second is put back to be judged anew, at the cost of no attempt', async () => {
    const first = await pipeline.record('c.csv', 'v1', randomUUID(), target);
    const second = await pipeline.record('d.csv', 'v1', randomUUID(), target);
    const [one, other] = [await claimed(), await claimed()];
    expect((await pipeline.completeCorrection(one, 'C', ['v1'], [3, 5], rowsOf(2))).outcome).toBe('published');
    expect((await pipeline.completeCorrection(other, 'D', ['v1'], [5, 6], rowsOf(2))).outcome).toBe('again');
    expect((await pipeline.publish(other, rowsOf(2), 0)).outcome).toBe('again');
    expect(await pipeline.run(second)).toMatchObject({ state: 'PENDING', attempts: 1, attempts_allowed: 4 });
    expect(await pipeline.rows('select * from run_corrected_lines where run_id = $1', second)).toEqual([]);
    const anew = await claimed();
    expect(anew).toMatchObject({ runId: second, attempt: 2 });
    expect((await pipeline.completeCorrection(anew, 'D', ['v1'], [6], rowsOf(1))).outcome).toBe('published');
    expect(await pipeline.run(target)).toMatchObject({ rows_corrected: '3' });
    expect(await pipeline.run(first)).toMatchObject({ counts: true });
  });

  it('are refused by the database itself', async () => {
    const { runId } = await pipeline.correct(target, 'c.csv', ['v1'], [3, 5], rowsOf(2));
    const other = await pipeline.correct(target, 'd.csv', ['v1'], [6], rowsOf(1));
    await expect(
      pipeline.rows(`update run_corrected_lines set lines = '{[5,7)}' where run_id = $1`, other.runId),
    ).rejects.toThrow(/line_corrected_once/);
    expect(await pipeline.run(runId)).toMatchObject({ stands: true });
  });

  it('can both be withdrawn, and only one can be restored', async () => {
    const first = await pipeline.correct(target, 'c.csv', ['v1'], [3, 5], rowsOf(2));
    await pipeline.call('withdraw_run', first.runId, 'wrong');
    const second = await pipeline.correct(target, 'd.csv', ['v1'], [5], rowsOf(1));
    expect(second.outcome).toBe('published');
    expect(await pipeline.call('restore_run', first.runId, 'no')).toMatchObject({ countedBy: second.runId });
    await pipeline.call('withdraw_run', second.runId, 'wrong too');
    expect(await pipeline.call('restore_run', first.runId, 'yes')).toMatchObject({ outcome: 'restored' });
    expect(await pipeline.run(target)).toMatchObject({ rows_corrected: '2' });
  });
});

describe('its target', () => {
  it('takes its corrections with it when it is withdrawn, and brings back those that stand', async () => {
    const kept = await pipeline.correct(target, 'c.csv', ['v1'], [3], rowsOf(1));
    const given = await pipeline.correct(target, 'd.csv', ['v1'], [5], rowsOf(1));
    await pipeline.call('withdraw_run', target, 'wrong day');
    expect(await pipeline.totals()).toEqual({});
    expect(await pipeline.run(target)).toMatchObject({ rows_corrected: '2' });
    expect(await pipeline.call('withdraw_run', given.runId, 'wrong')).toMatchObject({ outcome: 'withdrawn' });
    const late = await pipeline.correct(target, 'e.csv', ['v1'], [6], rowsOf(1));
    expect(late.outcome).toBe('published');
    expect(await pipeline.totals()).toEqual({});
    await pipeline.call('restore_run', target, 'right after all');
    expect(await pipeline.totals()).toEqual({ NORTH: '3 4 -1.00 5.50 6.50' });
    expect(await pipeline.run(kept.runId)).toMatchObject({ counts: true, withdrawn_at: null });
    expect(await pipeline.run(given.runId)).toMatchObject({ counts: false });
  });

  it('takes its corrections with it when it is superseded, and its repeat counts without them', async () => {
    const repeat = await landFile('b.csv', ['v1'], 'A');
    const { runId } = await pipeline.correct(target, 'c.csv', ['v1'], [3], rowsOf(1));
    await pipeline.land('a.csv', ['v2', 'v1'], 'B', [south]);
    expect(await pipeline.totals()).toEqual({ ...untouched, SOUTH: '1 1 7.00 7.00 7.00' });
    expect(await pipeline.run(repeat)).toMatchObject({ counts: true, rows_corrected: '0', rows_quarantined: '4' });
    expect(await pipeline.run(runId)).toMatchObject({ counts: false, stands: true, superseded_by: null });
  });

  it('is superseded while a correction is read: that is put back, and told of it when it is judged anew', async () => {
    const runId = await pipeline.record('c.csv', 'v1', randomUUID(), target);
    const claim = await claimed();
    const newer = await pipeline.land('a.csv', ['v2', 'v1'], 'B', [south]);
    expect((await pipeline.completeCorrection(claim, 'C', ['v1'], [3], rowsOf(1))).outcome).toBe('again');
    const { error } = await pipeline.call<{ error: { code: string; message: string } }>('correction_target', runId);
    expect(error.code).toBe('corrects-superseded');
    expect(error.message).toContain(newer);
  });
});

describe('recording', () => {
  const recordedAs = async (corrects: string): Promise<Record<string, unknown>> =>
    await pipeline.run(await pipeline.record(`${corrects}.csv`, 'v1', randomUUID(), corrects));

  it('rejects a correction of a run that is not there, is a correction or was never published, and says so', async () => {
    const correction = await pipeline.correct(target, 'c.csv', ['v1'], [3], rowsOf(1));
    const unknown = randomUUID();
    const waiting = await pipeline.record('b.csv', 'v1');
    expect(await recordedAs(unknown)).toMatchObject({
      ...{ state: 'REJECTED', error_code: 'corrects-unknown-run', corrects: null },
      error_message: expect.stringContaining(unknown),
    });
    expect(await recordedAs(correction.runId)).toMatchObject({
      ...{ state: 'REJECTED', error_code: 'corrects-correction', corrects: correction.runId },
      error_message: expect.stringContaining(target),
    });
    expect(await recordedAs(waiting)).toMatchObject({
      ...{ state: 'REJECTED', error_code: 'corrects-unpublished' },
      error_message: expect.stringContaining('PENDING'),
    });
  });

  it('rejects a correction of another job type', async () => {
    const runId = randomUUID();
    await pipeline.call('record_run', {
      ...{ runId, jobType: 'salaries', identity: 'x', lineage: 'x', corrects: target, sources: [] },
    });
    expect(await pipeline.run(runId)).toMatchObject({ state: 'REJECTED', error_code: 'corrects-other-job-type' });
  });

  it('lets a correction be retried once its target is published, but never as a file of its own', async () => {
    const waiting = await pipeline.record('b.csv', 'v1');
    const early = await pipeline.record('c.csv', 'v1', randomUUID(), waiting);
    await pipeline.complete(await claimed(), 'B', ['v1'], [south]);
    expect(await pipeline.call('retry_run', early)).toMatchObject({ outcome: 'retried' });
    expect(await pipeline.call('correction_target', early)).toMatchObject({ error: null, rowsQuarantined: 1 });
    const lost = await pipeline.record('d.csv', 'v1', randomUUID(), randomUUID());
    expect(await pipeline.call('retry_run', lost)).toMatchObject({ outcome: 'conflict' });
  });
});

describe('claiming', () => {
  it('sends a worker away whose code knows no corrections, before it counts one as a file', async () => {
    const runId = await pipeline.record('c.csv', 'v1', randomUUID(), target);
    const [worker] = await pipeline.rows(`select worker_id from worker where state <> 'GONE'`);
    expect(await pipeline.call('claim_run', worker?.['worker_id'])).toEqual({ run: null, alive: false });
    expect(await pipeline.run(runId)).toMatchObject({ state: 'PENDING', attempts: 0 });
    expect(await claimed()).toMatchObject({ runId });
  });
});

describe('lines', () => {
  it('come in pages that fit an answer, however many and however scattered they are', async () => {
    const claim = await (async () => {
      await pipeline.rows('update run set rows_read = 1000002, rows_quarantined = 1000000 where run_id = $1', target);
      await pipeline.record('c.csv', 'v1', randomUUID(), target);
      return await claimed();
    })();
    const lines = Array.from({ length: 200_000 }, (_, index) => 2 * index + 1);
    expect((await pipeline.completeCorrection(claim, 'C', ['v1'], lines, rowsOf(lines.length))).outcome).toBe(
      'published',
    );
    let after = -1;
    const found: string[] = [];
    for (;;) {
      const page = await pipeline.rows('select * from corrected_lines($1, null, $2)', target, after);
      if (page.length === 0) break;
      const texts = page.map((row) => String(row['lines']));
      expect(texts.join().length).toBeLessThan(700_000);
      expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(60_000);
      found.push(...texts);
      after = Number(page.at(-1)?.['block']);
    }
    expect(found.join()).toBe(lines.map((line) => `${line}-${line}`).join());
  });

  it('are staged by nobody who has lost the run', async () => {
    await pipeline.record('c.csv', 'v1', randomUUID(), target);
    const claim = await claimed();
    await pipeline.call('release_worker', claim.workerId, { code: 'worker-died', message: 'Killed.' }, null);
    await pipeline.stageLines(claim, [3]);
    expect(await pipeline.rows('select * from run_corrected_lines')).toEqual([]);
  });

  it('wait for one another when two publications meet', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    const second = new Pipeline(other);
    await pipeline.record('c.csv', 'v1', randomUUID(), target);
    await pipeline.record('d.csv', 'v1', randomUUID(), target);
    const [one, two] = [await claimed(), await claimed()];
    const outcomes = await Promise.all([
      pipeline.completeCorrection(one, 'C', ['v1'], [3], rowsOf(1)),
      second.completeCorrection(two, 'D', ['v1'], [3], rowsOf(1)),
    ]);
    await other.end();
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['again', 'published']);
  });
});
