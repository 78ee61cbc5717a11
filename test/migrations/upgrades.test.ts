import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Database, TransactionalDatabase } from '../../lambdas/core/database/index.ts';
import { migrate } from '../../lambdas/core/migrations/migrate.ts';
import { readMigrations } from '../../lambdas/core/migrations/read-migrations.ts';
import { DatabaseBranchReports } from '../../lambdas/core/reports/branch-reports.ts';
import { DatabaseRunReports } from '../../lambdas/core/reports/run-reports.ts';
import { type RealDatabase, startRealDatabase } from '../lambdas/real-database.ts';
import { DeployedCode } from './releases/deployed-code.ts';
import { releases } from './releases/releases.ts';

const migrations = readMigrations(path.join(import.meta.dirname, '../../migrations'));

let real: RealDatabase | undefined;
afterEach(() => real?.stop());

async function totals(database: RealDatabase): Promise<unknown> {
  return await database.rows('select branch_code, runs, count, min, max, sum from branch_stats_total');
}

describe.each(releases)('An upgrade of the release "$name"', (release) => {
  async function deployed(): Promise<{ database: RealDatabase; code: DeployedCode; upgrade: () => Promise<void> }> {
    const database = await startRealDatabase({ migrated: false });
    real = database;
    const known = migrations.filter(({ version }) => version <= release.lastMigration);
    await migrate(database.database, known);
    const upgrade = async (): Promise<void> => {
      const { applied } = await migrate(database.database, migrations);
      expect(applied).toHaveLength(migrations.length - known.length);
    };
    return { database, code: new DeployedCode(database, release), upgrade };
  }

  it('lets the workers that run finish, at whatever step it meets them', async () => {
    const { database, code, upgrade } = await deployed();
    const keys = ['claimed', 'identified', 'staged'];
    const held = [];
    for (const key of keys) {
      await code.record(key);
      held.push(await code.claim(await code.wake()));
    }
    const [claimed, identified, staged] = held;
    if (!claimed || !identified || !staged) throw new Error('three runs were claimed');
    await code.identify(identified, 'identified');
    await code.identify(staged, 'staged');
    await code.stage(staged, 3);
    await upgrade();
    expect(await code.beat(claimed, 'identifying')).toBe(true);
    expect(await code.identify(claimed, 'claimed')).toBe('proceed');
    await code.stage(claimed, 1);
    await code.stage(identified, 2);
    expect(await code.publish(claimed, 1)).toBe('published');
    expect(await code.publish(identified, 2)).toBe('published');
    expect(await code.publish(staged, 3)).toBe('published');
    expect(await totals(database)).toEqual([
      { branch_code: 'X', runs: 3, count: 6, min: '2.50', max: '2.50', sum: '15.00' },
    ]);
  });

  it('lets its code go on with runs that it has recorded: claim, reject, fail, try again, leave', async () => {
    const { code, upgrade } = await deployed();
    const [rejected, failing] = [await code.record('rejected'), await code.record('failing')];
    const workers = [await code.wake(), await code.wake()];
    await upgrade();
    const first = await code.claim(workers[0] ?? '');
    expect(first.run_id).toBe(rejected);
    expect(await code.reject(first)).toBe('rejected');
    const second = await code.claim(workers[1] ?? '');
    expect(second.run_id).toBe(failing);
    expect(await code.fail(second)).toBe('PENDING');
    expect(await code.send('watch', { run_id: failing })).toMatchObject({ state: 'PENDING', waitingFor: null });
    expect(await code.act('retry', rejected)).toBe('retried');
    expect(await code.claim(workers[0] ?? '')).toMatchObject({ run_id: rejected, attempt: 2 });
    expect(await code.send('retire', { worker_id: workers[1] ?? '' })).toEqual({ result: true });
    const error = JSON.stringify({ code: 'worker-stopped', message: 'Told to stop.' });
    await code.send('release', { worker_id: workers[0] ?? '', error, log_location: null });
    expect(await code.send('watch', { run_id: rejected })).toMatchObject({ state: 'PENDING' });
  });

  it('lets code that knows nothing of it record and publish new files, withdraw and restore', async () => {
    const { database, code, upgrade } = await deployed();
    const old = await code.load('before', 4);
    await upgrade();
    const runId = await code.load('after', 2);
    expect(await code.act('withdraw', old)).toBe('withdrawn');
    expect(await totals(database)).toEqual([expect.objectContaining({ runs: 1, count: 2, sum: '5.00' })]);
    expect(await code.act('restore', old)).toBe('restored');
    expect(await code.act('withdraw', runId)).toBe('withdrawn');
    expect(await totals(database)).toEqual([expect.objectContaining({ runs: 1, count: 4, sum: '10.00' })]);
  });

  it('leaves what was published readable, with the same figures', async () => {
    const { database, code, upgrade } = await deployed();
    const runId = await code.load('before', 4);
    const before = await totals(database);
    await upgrade();
    expect(await totals(database)).toEqual(before);
    const run = await new DatabaseRunReports(database.database).detail(runId);
    expect(run).toMatchObject({
      state: 'SUCCEEDED',
      counts: true,
      rowsRead: 4,
      rowsCounted: 4,
      rowsStillQuarantined: 0,
    });
    expect(run?.events.map(({ event }) => event)).toEqual(expect.arrayContaining(['recorded', 'claimed', 'published']));
    const reports = new DatabaseBranchReports(database.database, 'USD');
    const { items, summary } = await reports.list({
      scope: { kind: 'counted' },
      limit: 10,
      sort: 'branchCode',
      order: 'asc',
    });
    expect(items).toMatchObject([{ branchCode: 'X', count: 4, sum: '10.00' }]);
    expect(summary).toMatchObject({ runs: 1, rowsRead: 4, rowsCounted: 4, branches: 1, sum: '10.00' });
  });
});

/** A process that is killed: from its `statements`-th statement on nothing of it reaches the database. */
class Killed extends Error {}

function killedAfter(statements: number, database: TransactionalDatabase): TransactionalDatabase {
  let left = statements;
  const dying = (inner: Database): Database => ({
    query: async (sql, parameters, schema) => {
      if (left === 0) throw new Killed();
      left -= 1;
      return await inner.query(sql, parameters, schema);
    },
  });
  return {
    ...dying(database),
    transaction: (work) => database.transaction((transaction) => work(dying(transaction))),
  };
}

/** Everything that migrations make, in words. */
const SCHEMA = `
  select 'function' as kind, oid::regprocedure::text as name, pg_get_functiondef(oid) as definition from pg_proc
   where pronamespace = 'public'::regnamespace and prokind = 'f'
     and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
  union all
  select 'column', attrelid::regclass || '.' || attname, format_type(atttypid, atttypmod) || ' ' || attnotnull || ' '
         || coalesce(pg_get_expr(adbin, adrelid), '')
    from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
   where attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r')
     and attnum > 0 and not attisdropped
  union all
  select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint
   where connamespace = 'public'::regnamespace and conrelid <> 0
  union all
  select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
  union all
  select 'migration', version::text, name || ' ' || checksum from schema_migration
  order by 1, 2`;

describe('Migrations that are killed at any statement and begun again', () => {
  it('end as those that nothing disturbed', async () => {
    const clean = await startRealDatabase({ migrated: true });
    const expected = await clean.rows(SCHEMA);
    await clean.stop();
    const database = await startRealDatabase({ migrated: false });
    real = database;
    let kills = 0;
    for (let survived = 1, known = 0; ; survived += 1) {
      try {
        await migrate(killedAfter(survived, database.database), migrations);
        break;
      } catch (error) {
        if (!(error instanceof Error && (error instanceof Killed || error.cause instanceof Killed))) throw error;
        kills += 1;
      }
      const applied = await appliedFiles(database);
      // Of the next file, each statement in turn; those before it cost two statements each.
      if (applied > known) {
        known = applied;
        survived = 2 + 2 * known;
      }
    }
    expect(kills).toBeGreaterThan(migrations.reduce((sum, { statements }) => sum + statements.length, 0) / 2);
    expect(await database.rows(SCHEMA)).toEqual(expected);
  }, 240_000);
});

async function appliedFiles(database: RealDatabase): Promise<number> {
  const [told] = await database.rows("select to_regclass('schema_migration')::text as table");
  return told?.['table'] === null ? 0 : (await database.rows('select version from schema_migration')).length;
}
