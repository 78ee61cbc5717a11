/**
 * `node --import tsx bench/publication.ts [branches …]`: how long PostgreSQL takes for the one statement that publishes a run,
 * and for the digest of its figures therein. The Data API cuts a statement off after 45 s.
 */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { freshDatabase } from '../test/migrations/fresh-database.ts';
import { Pipeline } from '../test/migrations/pipeline.ts';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 100_000, 1_000_000];
const ROWS_A_BRANCH = 3;

const figures = `
  insert into branch_stats_figure (run_id, attempt, branch_code, count, min, max, sum)
  select $1, $2, 'BR' || lpad(branch::text, 7, '0'), ${ROWS_A_BRANCH}, branch * -0.01, branch * 0.02, branch * 0.03
    from generate_series(1, $3::bigint) branch`;

interface Took {
  readonly seconds: number;
  /** Of PostgreSQL's process; null where there is no /proc. */
  readonly cpuSeconds: number | null;
}

const TICKS_A_SECOND = 100;

/** User's and system's time of a process so far. */
function cpuSecondsOf(pid: number): number | null {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return null;
  // Behind the name, which is in parentheses: the 12th and 13th field.
  const fields = readFileSync(stat, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

async function took(pid: number, work: () => Promise<unknown>): Promise<Took> {
  const [start, cpu] = [performance.now(), cpuSecondsOf(pid)];
  await work();
  const cpuNow = cpuSecondsOf(pid);
  return {
    seconds: Math.round(performance.now() - start) / 1000,
    cpuSeconds: cpu === null || cpuNow === null ? null : Math.round(1000 * (cpuNow - cpu)) / 1000,
  };
}

for (const branches of sizes) {
  const database = await freshDatabase();
  const pipeline = new Pipeline(database.client);
  const [backend] = await pipeline.rows('select pg_backend_pid() as pid');
  const { pid } = z.object({ pid: z.int() }).parse(backend);
  const publish = async (key: string) => {
    const runId = await pipeline.record(key, 'v1');
    const claim = await pipeline.claim();
    if (claim?.runId !== runId) throw new Error('another run was claimed');
    await pipeline.identify(claim, key, ['v1']);
    await pipeline.rows(figures, runId, claim.attempt, branches);
    const rows = ROWS_A_BRANCH * branches;
    const summary = { rowsRead: rows, rowsCounted: rows, rowsQuarantined: 0, groups: branches, rejects: [] };
    const published = await took(pid, async () => {
      const { outcome } = await pipeline.call<{ outcome: string }>(
        ...(['publish_run', runId, claim.workerId, claim.attempt, summary] as const),
      );
      if (outcome !== 'published') throw new Error(`the outcome is ${outcome}`);
    });
    return { runId, published };
  };
  const say = (what: string, one: Took): void => console.log(JSON.stringify({ branches, what, ...one }));
  say('first', (await publish('first.csv')).published);
  const second = await publish('second.csv');
  say('second', second.published);
  const digest = await took(pid, async () => {
    await pipeline.rows('select branch_stats_receipt($1, 1)', second.runId);
  });
  say('digest', digest);
  // What autovacuum does by itself within some minutes.
  await pipeline.rows('analyze');
  say('withdrawal', await took(pid, () => pipeline.call('withdraw_run', second.runId, 'to see')));
  await database.stop();
}
process.exit();
