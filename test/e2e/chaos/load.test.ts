import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunDetail } from '../../../lambdas/core/reports/run.ts';
import { type Deployed, projectRoot } from '../deployed.ts';
import { deployChaosCloud, SPARKS } from './chaos-cloud.ts';
import { Ledger, nothingAmiss } from './ledger.ts';
import { makeNextRelease, NEXT_VERSION } from './next-release.ts';
import { named, runsOf, states, until, untilNoSpark, untilOneIs } from './watch.ts';

let deployed: Deployed;
let ledger: Ledger;

beforeAll(async () => {
  deployed = await deployChaosCloud();
  ledger = new Ledger(deployed);
});
afterEach(async () => {
  expect(await ledger.reckon()).toMatchObject(nothingAmiss);
});
afterAll(() => deployed?.stop());

describe('However files land', () => {
  it('1,000 small ones at once are all counted, none twice, within five minutes', async () => {
    const begun = performance.now();
    const entries = await ledger.land(named('small', 1_000, 10));
    const closed = await ledger.closed(entries);
    expect(performance.now() - begun).toBeLessThan(300_000);
    expect(states(closed)).toEqual(['SUCCEEDED']);
    expect(new Set(closed.map(({ runId }) => runId)).size).toBe(1_000);
  }, 400_000);

  it('5 large ones at once wait for 2 workers, the oldest first, and none fails', async () => {
    const entries = await ledger.land(named('large', 5, 100_000));
    const waiting = await until(async () =>
      (await runsOf(deployed, entries)).find((run) => run.waitingFor === 'capacity'),
    );
    expect(waiting.state).toBe('PENDING');
    const closed = await ledger.closed(entries);
    expect(closed.map(({ state, attempts }) => [state, attempts])).toEqual(entries.map(() => ['SUCCEEDED', 1]));
    expect(mostAtOnce(closed)).toBe(SPARKS);
    const byAge = closed.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
    const byStart = closed.toSorted((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
    expect(byStart.map(({ runId }) => runId)).toEqual(byAge.map(({ runId }) => runId));
  });
});

/** How many of the runs were in progress at the same time, by the database's own times. */
const mostAtOnce = (all: readonly RunDetail[]): number =>
  Math.max(
    ...all.map(({ startedAt }) => {
      const at = Date.parse(startedAt ?? '');
      return all.filter((run) => Date.parse(run.startedAt ?? '') <= at && at < Date.parse(run.endedAt ?? '')).length;
    }),
  );

describe('A release in the middle', () => {
  it('lets running runs finish, leaves old ones as they were, and does new ones with the new code', async () => {
    const before = await deployed.api.runs('branch-stats');
    const running = await ledger.land(named('across', 4, 60_000));
    await untilOneIs(deployed, running, 'IN_PROGRESS');
    await deployed.cloud.redeploy(makeNextRelease(projectRoot, `${deployed.folder}/next-release`));
    expect(await releases()).toEqual([{ releases: 1 }]);
    const across = await ledger.closed(running);
    expect(states(across)).toEqual(['SUCCEEDED']);
    expect(across.some(({ codeVersion }) => codeVersion !== NEXT_VERSION)).toBe(true);
    await untilNoSpark(deployed); // the old release's workers leave when nothing is left to do
    const next = await ledger.closed(await ledger.land(named('after', 2, 1_000)));
    expect(next.map(({ state, codeVersion }) => [state, codeVersion])).toEqual(
      next.map(() => ['SUCCEEDED', NEXT_VERSION]),
    );
    const after = new Map((await deployed.api.runs('branch-stats')).map((run) => [run.runId, run]));
    expect(before.map(({ runId }) => after.get(runId))).toEqual(before);
    const health = await fetch(new URL('api/health', deployed.cloud.dashboardUrl));
    expect(await health.json()).toMatchObject({ version: NEXT_VERSION });
  });
});

/** What the later release's migration has left. */
async function releases(): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: deployed.cloud.postgres.url });
  await client.connect();
  try {
    return (await client.query('select count(*)::integer as releases from next_release')).rows;
  } finally {
    await client.end();
  }
}
