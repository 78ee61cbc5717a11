import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { type Claim, Pipeline } from './pipeline.ts';

let database: FreshDatabase;
let pipeline: Pipeline;

const north = { branchCode: 'NORTH', count: 2, min: '-1.00', max: '5.50', sum: '4.50' };
const south = { branchCode: 'SOUTH', count: 1, min: '7.00', max: '7.00', sum: '7.00' };

beforeAll(async () => {
  database = await freshDatabase();
  pipeline = new Pipeline(database.client);
});
beforeEach(() => database.empty());
afterAll(() => database.stop());

async function claimed(): Promise<Claim> {
  const claim = await pipeline.claim();
  if (!claim) throw new Error('nothing to claim');
  return claim;
}

/** Puts a failed attempt's pause behind it. */
async function afterThePause(): Promise<void> {
  await pipeline.rows(`update run set not_before = clock_timestamp() where state = 'PENDING'`);
}

describe('recording', () => {
  it('records one version once, however often it is announced', async () => {
    const first = await pipeline.record('a.csv', 'v1');
    const second = await pipeline.record('a.csv', 'v1');
    expect(second).toBe(first);
    expect(await pipeline.rows('select * from run')).toHaveLength(1);
    expect(await pipeline.rows('select * from run_source')).toHaveLength(1);
  });

  it('records one version once when it is announced twice at the same time', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    const second = new Pipeline(other);
    // Where two calls meet is up to chance, so there are many of them.
    const pairs = Array.from({ length: 300 }, (_, index) => ({ version: `v${index}`, runId: randomUUID() }));
    for (const { version, runId } of pairs) {
      const both = [pipeline.record('a.csv', version, runId), second.record('a.csv', version, runId)];
      expect(await Promise.all(both)).toEqual([runId, runId]);
    }
    await other.end();
    expect(await pipeline.rows('select * from run')).toHaveLength(pairs.length);
  });

  it('records a file that no job type takes as REJECTED at once', async () => {
    const runId = randomUUID();
    await pipeline.call('record_run', {
      runId,
      jobType: 'salaries',
      identity: 'x',
      lineage: 'x',
      sources: [],
      error: { code: 'unknown-job-type', message: 'There is no job type salaries.' },
    });
    expect(await pipeline.run(runId)).toMatchObject({ state: 'REJECTED', error_code: 'unknown-job-type' });
  });
});

describe('workers', () => {
  it('starts one worker for one run, not a second one while the first is coming up', async () => {
    await pipeline.record('a.csv', 'v1');
    const first = await pipeline.call<{ start: boolean }>('reserve_worker', 'branch-stats', randomUUID(), 5);
    const second = await pipeline.call<{ start: boolean }>('reserve_worker', 'branch-stats', randomUUID(), 5);
    expect([first.start, second.start]).toEqual([true, false]);
  });

  it('says that a run waits for capacity when every worker is busy', async () => {
    await pipeline.record('a.csv', 'v1');
    await pipeline.claim(1);
    const waiting = await pipeline.record('b.csv', 'v1');
    expect(await pipeline.claim(1)).toBeNull();
    expect(await pipeline.run(waiting)).toMatchObject({ state: 'PENDING', waiting_for: 'capacity' });
  });

  it('does not let a worker leave while a run waits, and lets it leave when none does', async () => {
    await pipeline.record('a.csv', 'v1');
    const claim = await claimed();
    await pipeline.complete(claim, 'A', ['v1'], [north]);
    await pipeline.record('b.csv', 'v1');
    expect(await pipeline.call('retire_worker', claim.workerId)).toBe(false);
    const next = await pipeline.claimAs(claim.workerId);
    if (!next) throw new Error('the run that came was not claimed');
    await pipeline.complete(next, 'B', ['v1'], [south]);
    expect(await pipeline.call('retire_worker', claim.workerId)).toBe(true);
  });

  it('does not let a worker leave that holds a run of which it has not heard', async () => {
    const runId = await pipeline.record('a.csv', 'v1');
    const { workerId } = await claimed();
    expect(await pipeline.call('retire_worker', workerId)).toBe(false);
    expect(await pipeline.claimAs(workerId)).toMatchObject({ runId });
  });

  it('gives the oldest run first, and the same run again to a worker whose answer was lost', async () => {
    const oldest = await pipeline.record('a.csv', 'v1');
    await pipeline.record('b.csv', 'v1');
    const claim = await claimed();
    expect(claim.runId).toBe(oldest);
    expect(await pipeline.claimAs(claim.workerId)).toEqual(claim);
  });
});

describe('publishing', () => {
  it('shows nothing before, and everything after', async () => {
    const runId = await pipeline.record('a.csv', 'v1');
    const claim = await claimed();
    await pipeline.identify(claim, 'A', ['v1']);
    await pipeline.stage(claim, [north, south]);
    expect(await pipeline.totals()).toEqual({});
    expect(await pipeline.publish(claim, [north, south])).toEqual({ outcome: 'published' });
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50', SOUTH: '1 1 7.00 7.00 7.00' });
    expect(await pipeline.run(runId)).toMatchObject({ state: 'SUCCEEDED', counts: true, rows_read: '4' });
  });

  it('gives the same answer to a worker that asks again after a lost one, and counts once', async () => {
    await pipeline.record('a.csv', 'v1');
    const claim = await claimed();
    await pipeline.complete(claim, 'A', ['v1'], [north]);
    expect(await pipeline.publish(claim, [north])).toEqual({ outcome: 'published' });
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50' });
  });

  it('refuses to publish when the staged rows are not the counted rows', async () => {
    await pipeline.record('a.csv', 'v1');
    const claim = await claimed();
    await pipeline.identify(claim, 'A', ['v1']);
    await pipeline.stage(claim, [north]);
    await expect(pipeline.publish(claim, [north, south])).rejects.toThrow(/2 rows are staged but 3 were counted/);
    expect(await pipeline.totals()).toEqual({});
  });

  it('is closed to a worker that was declared dead, whose run another worker does', async () => {
    const runId = await pipeline.record('a.csv', 'v1');
    const dead = await claimed();
    await pipeline.identify(dead, 'A', ['v1']);
    await pipeline.stage(dead, [north, south]);
    await pipeline.call('release_worker', dead.workerId, { code: 'worker-died', message: 'Killed.' }, 'log');
    await afterThePause();
    const alive = await claimed();
    expect(alive).toMatchObject({ runId, attempt: 2 });
    expect((await pipeline.publish(dead, [north, south])).outcome).toBe('fenced');
    expect(await pipeline.call('heartbeat', dead.workerId, runId, 1, 'reading', 1)).toBe(false);
    expect(await pipeline.call('claim_run', dead.workerId)).toMatchObject({ alive: false });
    await pipeline.complete(alive, 'A', ['v1'], [north]);
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50' });
  });
});

describe('failing', () => {
  it('tries three times, then is FAILED with the last error, and runs again after a retry', async () => {
    const runId = await pipeline.record('a.csv', 'v1');
    for (const outcome of ['PENDING', 'PENDING', 'FAILED']) {
      await afterThePause();
      expect((await pipeline.fail(await claimed())).outcome).toBe(outcome);
    }
    expect(await pipeline.run(runId)).toMatchObject({ state: 'FAILED', error_message: 'Out of memory.', attempts: 3 });
    expect(await pipeline.call('retry_run', runId)).toMatchObject({ outcome: 'retried' });
    await pipeline.complete(await claimed(), 'A', ['v1'], [north]);
    expect(await pipeline.run(runId)).toMatchObject({ state: 'SUCCEEDED', error_code: null, attempts: 4 });
  });

  it('still knows how long to pause after very many retries', async () => {
    const runId = await pipeline.record('a.csv', 'v1');
    await pipeline.rows('update run set attempts = 400, attempts_allowed = 402 where run_id = $1', runId);
    expect((await pipeline.fail(await claimed())).outcome).toBe('PENDING');
  });

  it('does not claim a run again before its pause is over', async () => {
    await pipeline.record('a.csv', 'v1');
    await pipeline.fail(await claimed());
    expect(await pipeline.claim()).toBeNull();
  });

  it('counts a worker that died before it claimed as an attempt of the oldest run, a start that failed as none', async () => {
    const oldest = await pipeline.record('a.csv', 'v1');
    const younger = await pipeline.record('b.csv', 'v1');
    for (const code of ['worker-not-started', 'no-room', 'worker-stopped', 'worker-died']) {
      const workerId = randomUUID();
      await pipeline.call('reserve_worker', 'branch-stats', workerId, 1);
      await pipeline.call('release_worker', workerId, { code, message: 'Gone.' }, 'log');
      await pipeline.call('release_worker', workerId, { code, message: 'Told twice.' }, 'log');
    }
    expect(await pipeline.run(oldest)).toMatchObject({ state: 'PENDING', attempts: 1, error_message: 'Gone.' });
    expect(await pipeline.run(younger)).toMatchObject({ state: 'PENDING', attempts: 0, error_message: null });
  });

  const startFails = async (code: string, message: string): Promise<void> => {
    const workerId = randomUUID();
    await pipeline.call('reserve_worker', 'branch-stats', workerId, 1);
    await pipeline.call('release_worker', workerId, { code, message }, null);
  };

  it('tells the oldest run, and its events once, that no worker can be started, until one claims it', async () => {
    const oldest = await pipeline.record('a.csv', 'v1');
    const younger = await pipeline.record('b.csv', 'v1');
    for (const cause of ['Access denied.', 'Access denied.', 'No such role.']) {
      await startFails('worker-not-started', cause);
    }
    const told = { state: 'PENDING', attempts: 0, error_code: 'worker-not-started', error_message: 'No such role.' };
    expect(await pipeline.run(oldest)).toMatchObject(told);
    expect(await pipeline.run(younger)).toMatchObject({ attempts: 0, error_code: null });
    expect(await pipeline.rows(`select run_id, attempt, detail from run_event where event = 'start-failed'`)).toEqual([
      { run_id: oldest, attempt: 0, detail: { code: 'worker-not-started', message: 'Access denied.' } },
    ]);
    expect(await claimed()).toMatchObject({ runId: oldest, attempt: 1 });
    expect(await pipeline.run(oldest)).toMatchObject({ error_code: null, error_message: null });
  });

  it('calls it no error when there is no room for a worker', async () => {
    const runId = await pipeline.record('a.csv', 'v1');
    await startFails('no-room', 'Too many runs.');
    expect(await pipeline.run(runId)).toMatchObject({ waiting_for: 'capacity', attempts: 0, error_code: null });
    expect(await claimed()).toMatchObject({ runId, attempt: 1 });
  });

  it('counts no attempt of another run when an idle worker dies', async () => {
    await pipeline.land('a.csv', ['v1'], 'A', [north]);
    const [worker] = await pipeline.rows('select worker_id from worker');
    const runId = await pipeline.record('b.csv', 'v1');
    await pipeline.call('release_worker', worker?.['worker_id'], { code: 'worker-died', message: 'Killed.' }, 'log');
    expect(await pipeline.run(runId)).toMatchObject({ state: 'PENDING', attempts: 0 });
  });

  it('does not retry a file in a folder that is only spelled like a job type', async () => {
    const runId = randomUUID();
    await pipeline.call('record_run', {
      ...{ runId, jobType: 'branch_stats', identity: 'x', lineage: 'x', sources: [] },
      error: { code: 'unknown-job-type', message: 'There is no job type branch_stats.' },
    });
    expect(await pipeline.call('retry_run', runId)).toEqual({ outcome: 'conflict', state: 'REJECTED' });
  });

  it('leaves the older figures counting when the newer version is rejected', async () => {
    await pipeline.land('a.csv', ['v1'], 'A', [north]);
    await pipeline.record('a.csv', 'v2');
    const claim = await claimed();
    await pipeline.identify(claim, 'B', ['v2', 'v1']);
    await pipeline.reject(claim);
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50' });
  });
});

describe('versions and repeats', () => {
  it('replaces the figures of the older version of the same key', async () => {
    const older = await pipeline.land('a.csv', ['v1'], 'A', [north, south]);
    const newer = await pipeline.land('a.csv', ['v2', 'v1'], 'B', [south]);
    expect(await pipeline.totals()).toEqual({ SOUTH: '1 1 7.00 7.00 7.00' });
    expect(await pipeline.run(older)).toMatchObject({ state: 'SUCCEEDED', counts: false, superseded_by: newer });
  });

  it('finds a place between two versions however often', async () => {
    await pipeline.call('order_versions', 'b', 'a.csv', ['newest', 'oldest']);
    for (let index = 0; index < 200; index += 1) {
      await pipeline.call('order_versions', 'b', 'a.csv', ['newest', `between-${index}`, 'oldest']);
    }
    const ordered = await pipeline.rows('select version_id from source_version order by ordinal limit 2');
    expect(ordered).toEqual([{ version_id: 'oldest' }, { version_id: 'between-199' }]);
  });

  it('does not bring old figures back when the older version comes late', async () => {
    const newer = await pipeline.land('a.csv', ['v2', 'v1'], 'B', [south]);
    const runId = await pipeline.record('a.csv', 'v1');
    await pipeline.complete(await claimed(), 'A', ['v2', 'v1'], [north]);
    expect(await pipeline.totals()).toEqual({ SOUTH: '1 1 7.00 7.00 7.00' });
    expect(await pipeline.run(runId)).toMatchObject({ state: 'SUCCEEDED', counts: false, superseded_by: newer });
  });

  it('counts the last of A, B, A under one key', async () => {
    await pipeline.land('a.csv', ['v1'], 'A', [north]);
    await pipeline.land('a.csv', ['v2', 'v1'], 'B', [south]);
    const last = await pipeline.land('a.csv', ['v3', 'v2', 'v1'], 'A', [north]);
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50' });
    expect(await pipeline.run(last)).toMatchObject({ counts: true });
  });

  it('does not count the same bytes twice, and names the run that they repeat', async () => {
    const first = await pipeline.land('a.csv', ['v1'], 'A', [north]);
    const repeat = await pipeline.land('b.csv', ['v1'], 'A', [north]);
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50' });
    expect(await pipeline.run(repeat)).toMatchObject({ state: 'DUPLICATE', duplicate_of: first, rows_read: null });
  });

  it('finds the repeat at publication when both were read at the same time', async () => {
    await pipeline.record('a.csv', 'v1');
    await pipeline.record('b.csv', 'v1');
    const one = await claimed();
    const other = await claimed();
    expect((await pipeline.identify(one, 'A', ['v1'])).outcome).toBe('proceed');
    expect((await pipeline.identify(other, 'A', ['v1'])).outcome).toBe('proceed');
    await pipeline.stage(one, [north]);
    await pipeline.stage(other, [north]);
    expect((await pipeline.publish(other, [north])).outcome).toBe('published');
    expect(await pipeline.publish(one, [north])).toEqual({ outcome: 'duplicate', duplicateOf: other.runId });
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50' });
  });

  it('lets the oldest repeat count when the run it repeats is superseded', async () => {
    await pipeline.land('a.csv', ['v1'], 'A', [north]);
    const repeat = await pipeline.land('b.csv', ['v1'], 'A', [north]);
    const later = await pipeline.land('c.csv', ['v1'], 'A', [north]);
    await pipeline.land('a.csv', ['v2', 'v1'], 'B', [south]);
    expect(await pipeline.run(repeat)).toMatchObject({ state: 'SUCCEEDED', counts: true, rows_read: '3' });
    expect(await pipeline.run(later)).toMatchObject({ state: 'DUPLICATE', duplicate_of: repeat });
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50', SOUTH: '1 1 7.00 7.00 7.00' });
  });

  it('does not let a repeat count when the newer version has the same bytes and counts itself', async () => {
    await pipeline.land('a.csv', ['v1'], 'A', [north]);
    const repeat = await pipeline.land('b.csv', ['v1'], 'A', [north]);
    const newer = await pipeline.land('a.csv', ['v2', 'v1'], 'A', [north]);
    expect(await pipeline.run(repeat)).toMatchObject({ state: 'DUPLICATE', duplicate_of: newer });
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50' });
  });

  it('does not read on when the listing lacks the version itself, which was deleted', async () => {
    await pipeline.record('a.csv', 'v1');
    const claim = await claimed();
    expect(await pipeline.identify(claim, 'A', ['v2'])).toEqual({ outcome: 'source-gone' });
  });

  it('counts a repeat after all when a person forces it', async () => {
    await pipeline.land('a.csv', ['v1'], 'A', [north]);
    const repeat = await pipeline.land('b.csv', ['v1'], 'A', [north]);
    expect(await pipeline.call('retry_run', repeat, false)).toMatchObject({ outcome: 'conflict' });
    expect(await pipeline.call('retry_run', repeat, true)).toMatchObject({ outcome: 'retried' });
    await pipeline.complete(await claimed(), 'A', ['v1'], [north]);
    expect(await pipeline.totals()).toEqual({ NORTH: '2 4 -1.00 5.50 9.00' });
  });
});

describe('withdrawing and restoring', () => {
  it('takes the figures out and puts them back, with reasons on record', async () => {
    const runId = await pipeline.land('a.csv', ['v1'], 'A', [north]);
    expect(await pipeline.call('withdraw_run', runId, 'wrong day')).toMatchObject({ outcome: 'withdrawn' });
    expect(await pipeline.totals()).toEqual({});
    expect(await pipeline.call('restore_run', runId, 'right after all')).toMatchObject({ outcome: 'restored' });
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50' });
    const events = await pipeline.rows(
      'select event, detail from run_event where run_id = $1 order by event_id',
      runId,
    );
    expect(events.slice(-2)).toEqual([
      { event: 'withdrawn', detail: { reason: 'wrong day' } },
      { event: 'restored', detail: { reason: 'right after all' } },
    ]);
  });

  it('refuses to restore a run whose bytes count through its repeat by now', async () => {
    const runId = await pipeline.land('a.csv', ['v1'], 'A', [north]);
    const repeat = await pipeline.land('b.csv', ['v1'], 'A', [north]);
    await pipeline.call('withdraw_run', runId, 'wrong');
    const restored = await pipeline.call('restore_run', runId, 'sorry');
    expect(restored).toMatchObject({ outcome: 'conflict', countedBy: repeat });
    expect(await pipeline.totals()).toEqual({ NORTH: '1 2 -1.00 5.50 4.50' });
  });

  it('cannot withdraw what does not count', async () => {
    const runId = await pipeline.record('a.csv', 'v1');
    expect(await pipeline.call('withdraw_run', runId, 'x')).toMatchObject({ outcome: 'conflict', state: 'PENDING' });
    expect(await pipeline.call('withdraw_run', randomUUID(), 'x')).toMatchObject({ outcome: 'unknown' });
  });
});
