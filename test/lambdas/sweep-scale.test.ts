import { expect, it } from 'vitest';
import { parseNotification } from '../../lambdas/core/landing/index.ts';
import { type PacedSweeping, sweepOn } from '../../lambdas/core/sweeping/cursor.ts';
import { GeneratedObjects } from './fakes/generated-objects.ts';
import { FakeQueue } from './fakes/queue.ts';
import { FakeTelemetry } from './fakes/telemetry.ts';
import { LANDING, RESULTS } from './notifications.ts';

const objectCount = 1_000_000;
/** A page of a listing holds 1,000 keys. */
const pages = objectCount / 1_000;

/** Numbers from 0 to 1 under a seed (mulberry32). */
function randomUnder(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a sweep is made of. It holds no database, so that no sweep can wake it. */
const sweepingOf = (objects: GeneratedObjects, ingest: FakeQueue, isOutOfTime: () => boolean): PacedSweeping => ({
  objects,
  ingest,
  isOutOfTime,
  now: Date.now,
  mostListsPerDay: 48_000,
  telemetry: new FakeTelemetry(),
  landingBucket: LANDING,
  resultsBucket: RESULTS,
  landedBefore: '2026-01-02T00:00:00.000Z',
});

const seed = Number(process.env['SWEEP_SEED'] ?? Date.now() % 1_000_000);

it(`finds the random 1 % of 1,000,000 files whose notifications were dropped, ended at random places and resumed (again: SWEEP_SEED=${seed})`, async () => {
  const random = randomUnder(seed);
  const forgotten = new Set(Array.from({ length: objectCount / 100 }, () => Math.floor(random() * objectCount)));
  const objects = new GeneratedObjects(objectCount, forgotten);
  const queue = new FakeQueue();
  let invocations = 1;
  // Ended about each 400th time that it looks at the clock.
  while (!(await sweepOn(sweepingOf(objects, queue, () => random() < 1 / 400)))) {
    invocations += 1;
  }

  const found = queue.sent.flatMap(({ message }) => {
    const parsed = parseNotification(JSON.stringify(message));
    return parsed.kind === 'objects' ? parsed.objects.map(({ key }) => key) : [];
  });
  const expected = [...forgotten].sort((left, right) => left - right).map(GeneratedObjects.keyOf);
  expect(found.sort()).toEqual(expected);
  expect(invocations).toBeGreaterThan(2);
  // Each resumption reads one page of markers again.
  expect(objects.lists).toBeLessThanOrEqual(2 * pages + invocations);
  expect(objects.describes).toBe(forgotten.size);
  // What is carried from one invocation to the next is bounded by two pages, whatever the bucket holds.
  expect(objects.largestText).toBeLessThan(400_000);
}, 120_000);

it('costs one cent among 1,000,000 recorded files, and touches no queue', async () => {
  const objects = new GeneratedObjects(objectCount, new Set());
  const queue = new FakeQueue();
  expect(await sweepOn(sweepingOf(objects, queue, () => false))).toBe(true);
  expect(queue.sent).toEqual([]);
  expect(objects.describes).toBe(0);
  // When the next sweep may begin.
  expect(objects.largestText).toBeLessThan(100);
  expect(objects.lists).toBeLessThanOrEqual(2 * pages);
  // $0.005 for 1,000 LIST requests (S3 Standard, us-east-1, aws.amazon.com/s3/pricing).
  expect((objects.lists / 1_000) * 0.005).toBeLessThanOrEqual(0.01);
}, 120_000);
