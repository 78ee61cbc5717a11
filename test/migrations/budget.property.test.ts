import path from 'node:path';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readMigrations } from '../../lambdas/core/migrations/read-migrations.ts';
import { copiedDatabase } from '../postgres/copied-database.ts';
import { makeOriginal, openConnection } from '../simulation/database.ts';
import { BudgetedDays, DAY, DPUS, type Plan, TICK } from './budgeted-days.ts';

const root = path.join(import.meta.dirname, '../..');
let client: pg.Client;
let stop: () => Promise<void>;

beforeAll(async () => {
  const migrations = readMigrations(path.join(root, 'migrations'));
  const database = await copiedDatabase('simulated', (url) => makeOriginal(url, root, migrations));
  client = await openConnection(database.url);
  stop = async () => {
    await client.end();
    await database.stop();
  };
});
afterAll(() => stop());

const plans: fc.Arbitrary<Plan> = fc.integer({ min: 1, max: 6 * 3600 }).chain((longestRunSeconds) =>
  fc.record({
    longestRunSeconds: fc.constant(longestRunSeconds),
    limitHours: fc.constantFrom(0.25, 1, 4, 12),
    mostWorkers: fc.integer({ min: 1, max: 3 }),
    files: fc
      .array(
        fc.record({
          atSecond: fc.integer({ min: 0, max: 2 * DAY }),
          seconds: fc.integer({ min: 1, max: longestRunSeconds }),
        }),
        { minLength: 1, maxLength: 12 },
      )
      .map((files) => files.sort((one, other) => one.atSecond - other.atSecond)),
  }),
);

it('holds a day to its limit and what was running then, oldest first, and lets every run have its turn', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      await client.query('truncate run, worker cascade');
      const days = new BudgetedDays(client, plan);
      // What is running when the limit is reached goes on to its end, which is seen at a tick; a start is paid for a minute.
      const overshoot = plan.mostWorkers * DPUS * (plan.longestRunSeconds + 2 * TICK + 60);
      // With the smallest limit a day lets one run pass.
      const patience = (2 + plan.files.length + (plan.files.length * plan.longestRunSeconds) / DAY) * DAY;
      for (let passed = 0; !days.isDone; passed += TICK) {
        await days.tick();
        expect(days.spentOn(days.now)).toBeLessThanOrEqual(plan.limitHours * 3600 + overshoot);
        expect(passed).toBeLessThan(patience);
      }
      expect(days.claimed).toEqual(days.recorded);
    }),
    { numRuns: 8 },
  );
}, 120_000);
