import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Deployed, sparkJvms } from '../deployed.ts';
import { deployChaosCloud, notify, SWEEP } from './chaos-cloud.ts';
import { Ledger, nothingAmiss } from './ledger.ts';
import { killAtOnce, lambdaProcesses, makePeace } from './mischief.ts';
import { canMount, mountSmallDisk } from './small-disk.ts';
import { storm } from './storm.ts';
import { named, runsOf, states, until, untilNoSpark, untilOneIs } from './watch.ts';

const SEED = Number(process.env['CHAOS_SEED'] ?? 1);

let deployed: Deployed;
let ledger: Ledger;

beforeAll(async () => {
  deployed = await deployChaosCloud();
  ledger = new Ledger(deployed);
});
afterEach(async () => {
  await makePeace(deployed);
  expect(await ledger.reckon()).toMatchObject(nothingAmiss);
});
afterAll(() => deployed?.stop());

describe('Whatever dies', () => {
  it(`no file is lost or counted twice in a storm (seed ${SEED})`, async () => {
    const told: string[] = [`npm run chaos -- --minutes 1 --seed ${SEED}`];
    const say = (what: string): void => void told.push(what);
    const reckoning = await storm(deployed, ledger, { seed: SEED, milliseconds: 30_000, say });
    expect(reckoning, told.join('\n')).toMatchObject(nothingAmiss);
  });

  it('files are counted once when the functions are killed while they handle their messages', async () => {
    const entries = await ledger.land(named('unhandled', 20, 50));
    let killed = 0;
    for (const end = performance.now() + 3_000; performance.now() < end; await sleep(100)) {
      const processes = lambdaProcesses(deployed);
      processes.forEach(killAtOnce);
      killed += processes.length;
    }
    expect(killed).toBeGreaterThan(0);
    expect(states(await ledger.closed(entries))).toEqual(['SUCCEEDED']);
  });

  // A server that someone else runs cannot be broken.
  it.skipIf(process.env['COUNTINGHOUSE_POSTGRES_URL'])(
    'the API answers, or says when to come back, while PostgreSQL breaks down under a running file',
    async () => {
      const entries = await ledger.land(named('restarted', 3, 60_000));
      await untilOneIs(deployed, entries, 'IN_PROGRESS');
      const asking = askAllTheWhile(['api/runs', 'api/branches', 'api/database']);
      for (let times = 0; times < 2; times += 1) {
        await deployed.cloud.postgres.restart?.();
        await sleep(2_000);
      }
      const answers = await asking.stop();
      expect(answers.some(({ status }) => status === 200)).toBe(true);
      expect(answers.filter(({ status, retryAfter }) => status !== 200 && !(status === 503 && retryAfter))).toEqual([]);
      expect(Math.max(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(25_000);
      expect(states(await ledger.closedInTheEnd(entries))).toEqual(['SUCCEEDED']);
    },
  );

  it.skipIf(!canMount())(
    "an attempt without space in Spark's scratch folder fails in words, and the next one has space (needs to mount a disk)",
    async () => {
      await untilNoSpark(deployed);
      const disk = mountSmallDisk(`${deployed.folder}/glue/scratch`);
      try {
        disk.fill();
        const entries = await ledger.land(named('no-space', 1, 1_000));
        // A worker that could not be started, of the database's break-down perhaps, is an error without an attempt.
        const waiting = await until(async () =>
          (await runsOf(deployed, entries)).find(({ error, attempts }) => error !== null && attempts > 0),
        );
        disk.free();
        expect(waiting).toMatchObject({ state: 'PENDING', attempts: 1 });
        expect(waiting.error?.message).toContain('No space left on device');
        expect(await ledger.closed(entries)).toMatchObject([{ state: 'SUCCEEDED', attempts: 2 }]);
        await untilNoSpark(deployed);
      } finally {
        disk.remove();
      }
    },
  );
});

interface Asked {
  readonly path: string;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly milliseconds: number;
}

/** Asks the API for each path one time after the other, until it is stopped. */
function askAllTheWhile(paths: readonly string[]): { stop(): Promise<readonly Asked[]> } {
  const answers: Asked[] = [];
  let isOver = false;
  const asking = paths.map(async (path) => {
    while (!isOver) {
      const begun = performance.now();
      const answer = await deployed.cloud.fetch(new URL(path, deployed.cloud.dashboardUrl));
      await answer.arrayBuffer();
      const retryAfter = answer.headers.get('retry-after');
      answers.push({ path, status: answer.status, retryAfter, milliseconds: performance.now() - begun });
      await sleep(50);
    }
  });
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(asking);
      return answers;
    },
  };
}

describe('Whatever is not told', () => {
  it('files are found by the sweep within its period, and their runs close although the worker was killed', async () => {
    await untilNoSpark(deployed);
    await notify(deployed, false);
    deployed.cloud.glue.loseEvents(true);
    const entries = await ledger.land(named('untold', 12, 3_000));
    await untilOneIs(deployed, entries, 'IN_PROGRESS');
    sparkJvms(deployed).forEach(killAtOnce);
    const closed = await ledger.closed(entries);
    expect(states(closed)).toEqual(['SUCCEEDED']);
    expect(closed.some(({ attempts }) => attempts > 1)).toBe(true);
    // A sweep that is under way, and the time that a busy machine takes, come on top of the period.
    const longest = (SWEEP.everyMinutes * 60 + SWEEP.graceSeconds + 15) * 1_000;
    for (const { createdAt, sources } of closed) {
      expect(Date.parse(createdAt) - Date.parse(sources[0]?.landedAt ?? '')).toBeLessThan(longest);
    }
  });
});
