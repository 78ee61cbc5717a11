import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { migrate } from '../../lambdas/core/migrations/migrate.ts';
import { type Migration, readMigrations } from '../../lambdas/core/migrations/read-migrations.ts';
import { splitStatements } from '../../lambdas/core/migrations/split-statements.ts';
import { type RealDatabase, startRealDatabase } from './real-database.ts';

let real: RealDatabase;

beforeAll(async () => {
  real = await startRealDatabase({ migrated: false });
}, 60_000);
afterAll(() => real.stop());
beforeEach(async () => {
  await real.rows('drop table if exists schema_migration, ledger');
});

const migration = (version: number, sql: string): Migration => ({
  version,
  name: `000${version}_step.sql`,
  checksum: createHash('sha256').update(sql).digest('hex'),
  statements: splitStatements(sql),
});
const create = migration(1, 'create table ledger (entry text); insert into ledger values ($$one; still one$$);');
const append = migration(2, "insert into ledger values ('two')");
const entries = async (): Promise<unknown[]> =>
  (await real.rows('select entry from ledger order by entry')).map((row) => row['entry']);

describe('migrations', () => {
  it('are applied once each, in order', async () => {
    expect(await migrate(real.database, [create])).toEqual({ applied: ['0001_step.sql'], known: 0 });
    expect(await migrate(real.database, [create, append])).toEqual({ applied: ['0002_step.sql'], known: 1 });
    expect(await migrate(real.database, [create, append])).toEqual({ applied: [], known: 2 });
    expect(await entries()).toEqual(['one; still one', 'two']);
  });

  it('are applied once each by several callers at the same time', async () => {
    const reports = await Promise.all([1, 2, 3, 4].map(() => migrate(real.database, [create, append])));
    expect(reports.flatMap((report) => report.applied).sort()).toEqual(['0001_step.sql', '0002_step.sql']);
    expect(await entries()).toEqual(['one; still one', 'two']);
  });

  it('leave nothing of a file whose statement fails, and say which statement it was', async () => {
    await migrate(real.database, [create]);
    const broken = migration(2, "insert into ledger values ('half'); insert into nowhere values (1)");
    await expect(migrate(real.database, [create, broken])).rejects.toThrow(
      /Statement 2 of the migration 0002_step\.sql failed: .*nowhere/,
    );
    expect(await entries()).toEqual(['one; still one']);
    expect(await migrate(real.database, [create, append])).toEqual({ applied: ['0002_step.sql'], known: 1 });
  });

  it('refuse a file that was changed after it was applied', async () => {
    await migrate(real.database, [create]);
    await expect(migrate(real.database, [migration(1, 'select 1')])).rejects.toThrow(
      'was changed after it was applied',
    );
  });

  it('refuse a new file with a lower number than an applied one', async () => {
    const late = migration(3, "insert into ledger values ('three')");
    await migrate(real.database, [create, late]);
    await expect(migrate(real.database, [create, append, late])).rejects.toThrow('renumber it');
  });

  it('let an older version of the code be deployed again', async () => {
    await migrate(real.database, [create, append]);
    expect(await migrate(real.database, [create])).toEqual({ applied: [], known: 1 });
  });

  it('are told to split a statement that takes too long, of whose file nothing stays', async () => {
    const hurried = await startRealDatabase({ migrated: false, limits: { statementMilliseconds: 1_500 } });
    try {
      const slow = migration(2, "insert into ledger values ('half'); select pg_sleep(30)::text");
      await expect(migrate(hurried.database, [create, slow])).rejects.toThrow(
        /^Statement 2 of the migration 0002_step\.sql took longer than .* Split the statement/,
      );
      expect(await hurried.rows('select entry from ledger')).toEqual([{ entry: 'one; still one' }]);
      expect(await migrate(hurried.database, [create, append])).toEqual({ applied: ['0002_step.sql'], known: 1 });
    } finally {
      await hurried.stop();
    }
  }, 60_000);

  it('wait until the transaction of a function that was killed while it migrated is given up', async () => {
    const limits = { statementMilliseconds: 200, transactionIdleMilliseconds: 600 };
    const impatient = await startRealDatabase({ migrated: false, limits });
    try {
      await new Promise<void>((fulfil, reject) => {
        const killed = impatient.database.transaction(async (transaction) => {
          await transaction.query(
            "select pg_advisory_xact_lock(hashtext('countinghouse'), hashtext('migrations'))::text",
            {},
            z.unknown(),
          );
          fulfil();
          await new Promise(() => {});
        });
        killed.catch(reject);
      });
      expect(await migrate(impatient.database, [create])).toEqual({ applied: ['0001_step.sql'], known: 0 });
    } finally {
      await impatient.stop();
    }
  });

  it('wait for a database that sleeps', async () => {
    real.dataApi.sleep(20);
    expect((await migrate(real.database, [create])).applied).toHaveLength(1);
  });
});

describe('the files of migrations', () => {
  const folderWith = (...files: readonly string[]): string => {
    const folder = mkdtempSync(path.join(tmpdir(), 'migrations-'));
    for (const file of files) {
      writeFileSync(path.join(folder, file), 'select 1;');
    }
    return folder;
  };

  it('are read in the order of their numbers', () => {
    const names = readMigrations(folderWith('0010_b.sql', '0002_a.sql', 'notes.md')).map((file) => file.name);
    expect(names).toEqual(['0002_a.sql', '0010_b.sql']);
  });

  it('are refused when two have one number, or a name has none', () => {
    expect(() => readMigrations(folderWith('0001_a.sql', '0001_b.sql'))).toThrow('Two migrations have the number 1');
    expect(() => readMigrations(folderWith('first.sql'))).toThrow('must be named like');
  });
});
