import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LullEndingDatabase, LullKeepingDatabase, LullMarks } from '../../../lambdas/core/lulls/index.ts';
import type { ObjectStore } from '../../../lambdas/core/objects/object-store.ts';
import { FakeObjects } from '../fakes/objects.ts';
import { type RealDatabase, startRealDatabase } from '../real-database.ts';
import { quieten } from './quiet.ts';

let real: RealDatabase;
beforeAll(async () => {
  real = await startRealDatabase({ migrated: true });
}, 60_000);
afterAll(() => real?.stop());
beforeEach(async () => {
  await quieten(real);
});

const CHANGES = 25;

/** A store whose calls take their effect some time after they begin, and are answered some time after that. */
function slowed(objects: FakeObjects): Pick<ObjectStore, 'describe' | 'read' | 'write'> {
  const slowly = async <T>(act: () => Promise<T>): Promise<T> => {
    await sleep(randomInt(4));
    const result = await act();
    await sleep(randomInt(4));
    return result;
  };
  return {
    describe: (...place) => slowly(() => objects.describe(...place)),
    read: (...place) => slowly(() => objects.read(...place)),
    write: (...place) => slowly(() => objects.write(...place)),
  };
}

/** A function of the API or of the pipeline: each has caches and connections of its own. */
function oneFunction(objects: FakeObjects, endMarked: boolean) {
  const marks = new LullMarks(slowed(objects), 'results');
  const writing = endMarked ? marks : { ended: async (): Promise<void> => undefined };
  const database = new LullEndingDatabase(real.database, writing);
  // A clock that runs fast, so that a lull is tried at nearly every question.
  let now = Date.now();
  const keeping = new LullKeepingDatabase({
    database,
    marks,
    reportUnkept: (error) => {
      throw error;
    },
    now: () => (now += 4_000),
  });
  return { database, keeping };
}

/** How many answers were older than what had been committed before they were asked for, and how many lulls were ended. */
async function liveThrough({ endMarked = true } = {}): Promise<{ stale: number; ended: number }> {
  const objects = new FakeObjects();
  let committed = 0;
  let isOver = false;
  let stale = 0;
  const write = async (): Promise<void> => {
    const { database } = oneFunction(objects, endMarked);
    for (let change = 1; change <= CHANGES; change += 1) {
      await database.query(
        "update worker set end_reason = :change::text, state = 'GONE'",
        { change: String(change) },
        z.unknown(),
        'settled',
      );
      committed = change;
      await sleep(randomInt(40));
    }
    isOver = true;
  };
  const read = async (): Promise<void> => {
    const { keeping } = oneFunction(objects, endMarked);
    while (!isOver) {
      const least = committed;
      const rows = await keeping.query(
        'select coalesce(end_reason, \'0\')::integer as "change" from worker',
        {},
        z.object({ change: z.number() }),
        'reads',
      );
      stale += Number((rows[0]?.change ?? 0) < least);
      await sleep(randomInt(5));
    }
  };
  await Promise.all([write(), read(), read(), read(), read()]);
  const ended = objects.keys('results').filter((key) => key.startsWith('lulls-ended/')).length;
  return { stale, ended };
}

describe('with many readers beside one who changes', () => {
  it('nobody is given what was changed before the question', async () => {
    const { stale, ended } = await liveThrough();
    expect(stale).toBe(0);
    expect(ended).toBeGreaterThan(3);
  }, 30_000);

  it('somebody is, when the end of a lull is not marked', async () => {
    expect((await liveThrough({ endMarked: false })).stale).toBeGreaterThan(0);
  }, 30_000);

  it('somebody is, when the database lets changes into a lull', async () => {
    await real.rows('alter table worker disable trigger worker_minds_lull');
    try {
      expect((await liveThrough()).stale).toBeGreaterThan(0);
    } finally {
      await real.rows('alter table worker enable trigger worker_minds_lull');
    }
  }, 30_000);
});
