import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';

/** What the pipeline calls of a job type by name, and with what; `docs/contributor.md` says what each is for. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  staged_rows: 'uuid, integer',
  add: 'uuid, integer',
  remove: 'uuid, integer',
  copy: 'uuid, integer, uuid, integer',
  discard: 'uuid, integer',
  figures: 'uuid, integer, text, integer',
  receipt: 'uuid, integer',
};
const jobTypes = [...readJobTypes(path.join(import.meta.dirname, '../../job-types')).keys()];

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
}, 60_000);
afterAll(() => database.stop());

/** The functions that a job type lacks, as PostgreSQL would look for them. */
async function missing(jobType: string): Promise<string[]> {
  const { rows } = await database.client.query<{ name: string; found: boolean }>(
    `select name, to_regprocedure(job_type_function($1, name) || '(' || arguments || ')') is not null as found
       from jsonb_each_text($2) as wanted (name, arguments)`,
    [jobType, JSON.stringify(FUNCTIONS)],
  );
  return rows.filter(({ found }) => !found).map(({ name }) => name);
}

describe('the functions of a job type', () => {
  it('are all that any function of the pipeline calls by name', async () => {
    const { rows } = await database.client.query<{ name: string }>(
      `select distinct called[1] as name
         from pg_proc, regexp_matches(prosrc, 'job_type_function\\([^,()]+, ''(\\w+)''\\)', 'g') as called
        where pronamespace = 'public'::regnamespace`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(FUNCTIONS).sort());
  });

  it.each(jobTypes)('are there for %s', async (jobType) => {
    expect(await missing(jobType)).toEqual([]);
  });

  it('are missed where one was forgotten, or takes something else', async () => {
    await database.client.query('begin');
    await database.client.query('drop function branch_stats_receipt(uuid, integer)');
    await database.client.query('alter function branch_stats_figures(uuid, integer, text, integer) rename to gone');
    await database.client.query('create function branch_stats_figures(uuid) returns void language sql as $$ select $$');
    expect((await missing('branch-stats')).sort()).toEqual(['figures', 'receipt']);
    await database.client.query('rollback');
  });
});
