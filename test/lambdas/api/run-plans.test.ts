import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Parameter } from '../../../lambdas/core/database/index.ts';
import { newestRuns, type RunFilter, type RunPosition } from '../../../lambdas/core/reports/run-list.ts';
import { type FreshDatabase, freshDatabase } from '../../migrations/fresh-database.ts';

const runs = 100_000;
const limit = 50;

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  // The file of every 50th is of the north, a single one of the south pole.
  await database.client.query(
    `insert into run (run_id, job_type, identity, lineage, request_id, state, attempts, created_at, ended_at,
                      published_attempt, rows_read, rows_counted, rows_quarantined)
     select ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, case when i % 3 = 0 then 'other' else 'branch-stats' end,
            i, i, 'request-' || i, 'SUCCEEDED', 1,
            timestamptz '2026-01-01' + i * interval '1 minute', timestamptz '2026-06-01', 1, 1, 1, 0
       from generate_series(1, ${runs}) i`,
  );
  await database.client.query(
    `insert into run_source (run_id, position, role, bucket, key, version_id, size, landed_at)
     select ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 0, 'transactions', 'landing',
            'landing/branch-stats/' || case when i = 4711 then 'southpole' when i % 50 = 0 then 'north' else 'file' end
              || '-' || i || '.csv', '1', 1, '2026-01-01'
       from generate_series(1, ${runs}) i`,
  );
  await database.client.query('vacuum analyze');
  // One run in 20,000 failed, of which statistics often know nothing: they are made from a sample.
  await database.client.query(
    `update run set state = 'FAILED', published_attempt = null,
                    error_code = 'worker-error', error_message = 'Disk ' || identity || ' is full.'
      where identity::integer % 20000 = 0`,
  );
}, 120_000);
afterAll(() => database?.stop());

interface Node {
  readonly 'Relation Name'?: string | undefined;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number | undefined;
  readonly Plans?: Node[] | undefined;
}
const nodeSchema: z.ZodType<Node> = z.object({
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  Plans: z.lazy(() => nodeSchema.array()).optional(),
});

interface Reading {
  /** Rows of the tables `run` and `run_source` that were looked at. */
  readonly read: number;
  readonly given: number;
}

async function reading(filter: Partial<RunFilter>, after?: RunPosition): Promise<Reading> {
  const { sql, parameters } = newestRuns({ states: [], ...filter }, after);
  const { rows } = await database.client.query(
    `explain (analyze, format json) ${bound(sql, { ...parameters, limit: String(limit) })}`,
  );
  const [{ 'QUERY PLAN': plans }] = z
    .tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: nodeSchema })]) })])
    .parse(rows);
  const [{ Plan: plan }] = plans;
  return { read: rowsRead(plan), given: plan['Actual Rows'] };
}

function bound(sql: string, parameters: Record<string, Parameter>): string {
  const text = (value: Parameter | undefined) =>
    typeof value === 'object' && value !== null && 'text' in value ? value.text : String(value);
  return sql
    .replace(/(?<!:):([a-z]\w*)/gi, (_, name: string) => pg.escapeLiteral(text(parameters[name])))
    .replace(/'(\d+)'( \+ 1)/g, '$1$2')
    .replace(/> '(\d+)'|<= '(\d+)'/g, (found) => found.replaceAll("'", ''));
}

function rowsRead(node: Node): number {
  const own =
    node['Relation Name'] === undefined
      ? 0
      : (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  return (node.Plans ?? []).reduce((total, child) => total + rowsRead(child), own);
}

const middle: RunPosition = {
  createdAt: '2026-02-10T00:00:00.000000Z',
  runId: '00000000-0000-4000-8000-000000000000',
};

describe('a page of a list of 100,000 runs', () => {
  // A job type that many runs are of is found faster by passing over others than through its own index.
  const most = 4 * (limit + 1);

  const aboutAsItShows: [string, Partial<RunFilter>][] = [
    ['of all runs', {}],
    ['of a state that nearly all have', { states: ['SUCCEEDED'] }],
    ['of a state that few have', { states: ['FAILED'] }],
    ['of a job type', { jobType: 'other' }],
    ['of a job type that no run is of', { jobType: 'invoices' }],
    ['of a job type and a state', { jobType: 'other', states: ['SUCCEEDED'] }],
    ['of a day long ago', { createdFrom: '2026-01-20', createdTo: '2026-01-20' }],
    ['of a state on a day long ago', { createdTo: '2026-01-20', states: ['SUCCEEDED'] }],
  ];

  it.each(aboutAsItShows)('reads about as many rows as it shows: %s', async (_what, filter) => {
    expect((await reading(filter)).read).toBeLessThanOrEqual(most);
    expect((await reading(filter, middle)).read).toBeLessThanOrEqual(most);
  });

  it('reads as many rows of each state as it shows, of several states', async () => {
    const { read, given } = await reading({ states: ['FAILED', 'SUCCEEDED', 'PENDING'] });
    expect(given).toBe(limit + 1);
    expect(read).toBeLessThanOrEqual(most);
  });

  const searches: [string, Partial<RunFilter>, number][] = [
    ['a text that every key has', { search: 'LANDING/branch' }, limit + 1],
    ['a text that one run in fifty has', { search: 'North-' }, limit + 1],
    ['a text that one run has', { search: 'southpole' }, 1],
    ['a text of few errors', { search: 'is full' }, 5],
    ['a code of few errors', { search: 'worker-err' }, 5],
    ['a request id', { search: 'request-77777' }, 1],
    ['a run id', { search: '00000000-0000-4000-8000-000000001267' }, 1],
    ['nothing that is there', { search: 'antarctica' }, 0],
    ['a rare text among runs of a state', { search: 'southpole', states: ['SUCCEEDED'] }, 1],
    ['a rare text among runs of another state', { search: 'southpole', states: ['FAILED'] }, 0],
    ['a rare text among runs of a job type', { search: 'southpole', jobType: 'branch-stats' }, 1],
  ];

  it.each(searches)('is found without reading all runs: %s', async (_what, filter, expected) => {
    const { read, given } = await reading(filter);
    expect(given).toBe(expected);
    expect(read).toBeLessThan(runs / 5);
  });
});
