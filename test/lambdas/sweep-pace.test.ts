import { describe, expect, it } from 'vitest';
import { recordedMarkerKey } from '../../lambdas/core/landing/index.ts';
import { type PacedSweeping, sweepOn } from '../../lambdas/core/sweeping/cursor.ts';
import { FakeObjects } from './fakes/objects.ts';
import { FakeQueue } from './fakes/queue.ts';
import { FakeTelemetry } from './fakes/telemetry.ts';
import { LANDING, RESULTS } from './notifications.ts';

const MINUTE = 60_000;
const EVERY = 15 * MINUTE;
const DAY = 24 * 60 * MINUTE;
const OLD = '2026-01-01T00:00:00.000Z';
const CURSOR = 'sweep/cursor.json';

/** A bucket whose listings have one key a page, and its sweep, invoked every 15 minutes by a schedule that is a bit late. */
class SweptBucket {
  readonly objects = new FakeObjects();
  readonly queue = new FakeQueue();
  now = Date.parse('2026-06-01T00:00:00Z');
  /** How many listings each invocation made, in order. */
  readonly lists: number[] = [];

  constructor(
    readonly mostListsPerDay: number,
    files: number,
  ) {
    this.objects.pageSize = 1;
    for (let file = 0; file < files; file += 1) this.land(`${file}`.padStart(6, '0'), true);
  }

  land(name: string, isRecorded: boolean): void {
    const key = `landing/branch-stats/${name}.csv`;
    const versionId = this.objects.put(LANDING, key, '', OLD);
    if (isRecorded) this.objects.put(RESULTS, recordedMarkerKey(key, versionId));
  }

  async invoke(pages = Number.POSITIVE_INFINITY): Promise<boolean> {
    let left = pages;
    this.objects.calls.length = 0;
    const sweeping: PacedSweeping = {
      ...{ objects: this.objects, ingest: this.queue, landingBucket: LANDING, resultsBucket: RESULTS },
      ...{ landedBefore: '2026-05-31T00:00:00Z', telemetry: new FakeTelemetry(), isOutOfTime: () => left-- <= 0 },
      ...{ now: () => this.now, mostListsPerDay: this.mostListsPerDay },
    };
    const isDone = await sweepOn(sweeping);
    this.lists.push(this.objects.calls.filter((call) => call.startsWith('list')).length);
    this.now += EVERY + 1_000;
    return isDone;
  }

  get isNoteKept(): boolean {
    return this.objects.keys(RESULTS).includes(CURSOR);
  }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

describe('how often a bucket is swept', () => {
  it('is each time the schedule says while it is small, and nothing is written down', async () => {
    const bucket = new SweptBucket(48_000, 4);
    for (let time = 0; time < 8; time += 1) await bucket.invoke();
    expect(bucket.lists.every((lists) => lists > 0)).toBe(true);
    expect(bucket.isNoteKept).toBe(false);
  });

  it.each([
    [10, 20, 1_920, 1],
    [20, 40, 1_920, 2],
    [50, 100, 2_400, 4],
    [50, 100, 240, 40],
  ])(
    'is so that %i files, which take %i listings, cost no more than %i of them a day: every %i. time',
    async (files, each, most, period) => {
      const bucket = new SweptBucket(most, files);
      const invocations = (2 * DAY) / EVERY;
      for (let time = 0; time < invocations; time += 1) await bucket.invoke();
      const swept = bucket.lists.flatMap((lists, time) => (lists > 0 ? [time] : []));
      expect(bucket.lists[0]).toBe(each);
      expect(swept).toEqual(Array.from({ length: Math.ceil(invocations / period) }, (_, sweep) => sweep * period));
      // One sweep more than the days pay for: the first comes at once.
      expect(total(bucket.lists)).toBeLessThanOrEqual(2 * most + each);
    },
  );

  it('finds within one period what was forgotten at any time of it', async () => {
    for (let landsBefore = 0; landsBefore < 8; landsBefore += 1) {
      const bucket = new SweptBucket(2_400, 50);
      let foundAt: number | undefined;
      for (let time = 0; time <= 8 + 4; time += 1) {
        if (time === landsBefore) bucket.land(`${time}`.padStart(6, '7'), false);
        await bucket.invoke();
        if (foundAt === undefined && bucket.queue.sent.length > 0) foundAt = time;
      }
      expect(foundAt).toBe(Math.ceil(landsBefore / 4) * 4);
    }
  });

  it('does not hold up a sweep that has begun: it goes on the next time, and its pause counts from its beginning', async () => {
    const bucket = new SweptBucket(2_400, 50);
    const done: boolean[] = [];
    for (let time = 0; time < 8; time += 1) done.push(await bucket.invoke(time < 2 ? 30 : undefined));
    expect(done.slice(0, 3)).toEqual([false, false, true]);
    expect(bucket.lists.map((lists) => lists > 0)).toEqual([true, true, true, false, true, false, false, false]);
  });

  it('is at once again when the note of the last sweep is damaged, or of an older release', async () => {
    for (const note of ['{"vers', '{"version":1,"position":null}']) {
      const bucket = new SweptBucket(2_400, 50);
      await bucket.invoke();
      bucket.objects.put(RESULTS, CURSOR, note);
      await bucket.invoke();
      expect(bucket.lists).toEqual([100, 100]);
    }
  });
});
