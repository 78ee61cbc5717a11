import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNotification, recordedMarkerKey } from '../../lambdas/core/landing/index.ts';
import { type PacedSweeping, sweepOn } from '../../lambdas/core/sweeping/cursor.ts';
import { FakeObjects } from './fakes/objects.ts';
import { FakeQueue } from './fakes/queue.ts';
import { FakeTelemetry } from './fakes/telemetry.ts';
import { LANDING, RESULTS } from './notifications.ts';

const OLD = '2026-01-01T00:00:00.000Z';
const BEFORE = '2026-01-01T01:00:00.000Z';
const YOUNG = '2026-01-01T02:00:00.000Z';

interface World {
  readonly objects: FakeObjects;
  readonly queue: FakeQueue;
  readonly telemetry: FakeTelemetry;
}
const emptyWorld = (): World => ({
  objects: new FakeObjects(),
  queue: new FakeQueue(),
  telemetry: new FakeTelemetry(),
});
const sweeping = ({ objects, queue, telemetry }: World, isOutOfTime = (): boolean => false): PacedSweeping => ({
  objects,
  ingest: queue,
  telemetry,
  landingBucket: LANDING,
  resultsBucket: RESULTS,
  landedBefore: BEFORE,
  now: Date.now,
  mostListsPerDay: 48_000,
  isOutOfTime,
});
const announced = ({ queue }: World): string[] =>
  queue.sent.flatMap(({ message }) => {
    const parsed = parseNotification(JSON.stringify(message));
    return parsed.kind === 'objects' ? parsed.objects.map(({ key, versionId }) => `${key} ${versionId}`) : [];
  });

// Characters on both sides of "/" and beyond the first plane, few enough that keys are prefixes of one another.
const character = fc.constantFrom('a', '!', '/', '+', 'ü', '0', '\u{1F600}', '\uFFFD', '.');
const name = fc.oneof(
  { weight: 20, arbitrary: fc.string({ unit: character, maxLength: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom('a', 'b').map((letter) => letter.repeat(1_000)) },
);
const version = fc.record({
  isRecorded: fc.boolean(),
  isYoung: fc.boolean(),
  id: fc.string({ unit: character, minLength: 1, maxLength: 3 }),
});
const landed = fc.array(fc.record({ name, versions: fc.array(version, { minLength: 1, maxLength: 4 }) }), {
  maxLength: 25,
});

describe('a sweep', () => {
  it('announces exactly the old versions without a marker, whatever the keys, pages and interruptions', async () => {
    await fc.assert(
      fc.asyncProperty(
        landed,
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.boolean(), { maxLength: 40 }),
        async (files, pageSize, stops) => {
          const world = emptyWorld();
          world.objects.pageSize = pageSize;
          const forgotten = new Set<string>();
          let serial = 0;
          for (const file of files) {
            for (const { isRecorded, isYoung, id } of file.versions) {
              serial += 1;
              const key = `landing/${file.name}`;
              const versionId = `${id.replaceAll('/', '-')}${serial}`;
              world.objects.put(LANDING, key, '', isYoung ? YOUNG : OLD, versionId);
              if (isRecorded) world.objects.put(RESULTS, recordedMarkerKey(key, versionId));
              if (!isRecorded && !isYoung) forgotten.add(`${key} ${versionId}`);
            }
          }
          const interruptions = stops.slice();
          for (let calls = 0; !(await sweepOn(sweeping(world, () => interruptions.shift() ?? false))); calls += 1) {
            expect(calls).toBeLessThan(stops.length);
          }
          expect(announced(world).sort()).toEqual([...forgotten].sort());
        },
      ),
      { numRuns: 300 },
    );
  });

  it('asks for no marker by name when every file is recorded, though listings differ in order', async () => {
    const world = emptyWorld();
    world.objects.pageSize = 3;
    for (const name of ['a', 'a!b', 'a.csv', 'a.csv.gz', 'a/b', 'a0', 'b', 'ü']) {
      const versionId = world.objects.put(LANDING, `landing/${name}`, '', OLD);
      world.objects.put(RESULTS, recordedMarkerKey(`landing/${name}`, versionId));
    }
    expect(await sweepOn(sweeping(world))).toBe(true);
    expect(world.objects.calls.filter((call) => call.startsWith('describe'))).toEqual([]);
  });

  it('does not announce a file whose marker is written while it looks', async () => {
    const world = emptyWorld();
    const versionId = world.objects.put(LANDING, 'landing/a', '', OLD);
    world.objects.before = (call) => {
      if (call.startsWith('describe')) world.objects.put(RESULTS, recordedMarkerKey('landing/a', versionId));
    };
    await sweepOn(sweeping(world));
    expect(announced(world)).toEqual([]);
  });

  it('begins anew when its cursor is damaged', async () => {
    const world = emptyWorld();
    world.objects.put(LANDING, 'landing/a', '', OLD, 'v');
    world.objects.put(RESULTS, 'sweep/cursor.json', '{"version":2,"position":{"ver');
    expect(await sweepOn(sweeping(world))).toBe(true);
    expect(announced(world)).toEqual(['landing/a v']);
  });
});
