import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { branchSorts, orders } from '../../../lambdas/core/reports/branch.ts';
import { type BranchScope, sourceOf } from '../../../lambdas/core/reports/branch-scope.ts';
import { allFigures, behind, chosenFigures, type Sorted, summaryOf } from '../../../lambdas/core/reports/branch-sql.ts';
import { type FreshDatabase, freshDatabase } from '../../migrations/fresh-database.ts';

const branches = 20_000;
const runIds = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  for (const runId of runIds) {
    await database.client.query(
      `insert into run (run_id, job_type, identity, lineage, state, attempts, published_attempt, counts, ended_at,
                        rows_read, rows_counted, rows_quarantined)
       values ($1, 'branch-stats', $2, $2, 'SUCCEEDED', 1, 1, true, now(), 1, 1, 0)`,
      [runId, runId],
    );
    await database.client.query(
      `insert into run_source (run_id, position, role, bucket, key, version_id, size, landed_at)
       values ($1, 0, 'transactions', 'landing', $2, '1', 1, '2026-01-01')`,
      [runId, runId],
    );
    await database.client.query(
      `insert into branch_stats_figure
       select $1, 1, 'BR' || lpad(i::text, 6, '0'), 1 + i % 7, i % 11, i % 11 + 5, (1 + i % 7) * (i % 11 + 2)
         from generate_series(1, ${branches}) i`,
      [runId],
    );
    await database.client.query('select branch_stats_add($1, 1)', [runId]);
  }
  await database.client.query('vacuum analyze');
}, 60_000);
afterAll(() => database?.stop());

interface Node {
  readonly 'Relation Name'?: string | undefined;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: Node[] | undefined;
}
const nodeSchema: z.ZodType<Node> = z.object({
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  Plans: z.lazy(() => nodeSchema.array()).optional(),
});

/** A value that many branches are less than, and many greater. */
const middle = {
  branchCode: '',
  count: '6',
  min: '5.00',
  max: '10.00',
  average: `5${'0'.repeat(41)}`,
  sum: '50.00',
};

/** How many rows of a table a page behind the middle of a list reads. */
async function rowsRead(table: string, scope: BranchScope, sorted: Sorted, limit: number): Promise<number> {
  const source = sourceOf(scope);
  const values: Record<string, string> = {
    runIds: JSON.stringify(runIds.slice(0, scope.kind === 'runs' ? scope.runIds.length : 0)),
    landedFrom: '2026-01-01T00:00:00Z',
    branchCode: 'BR010000',
    value: middle[sorted.sort],
    limit: String(limit),
  };
  const sql = `with ${allFigures(source)}, ${chosenFigures(source, sorted, ['true', behind(sorted)])} table chosen`;
  return await rowsReadBy(sql, table, values);
}

async function rowsReadBy(sql: string, table: string, values: Readonly<Record<string, string>>): Promise<number> {
  const bound = sql.replace(/(?<!:):([a-z]\w*)/gi, (_, name: string) => pg.escapeLiteral(values[name] ?? ''));
  const { rows } = await database.client.query(
    `explain (analyze, format json) ${bound.replace(/'(\d+)' \+ 1/g, '$1 + 1')}`,
  );
  const plans = z.array(z.object({ 'QUERY PLAN': z.array(z.object({ Plan: nodeSchema })) })).parse(rows);
  const count = (node: Node): number =>
    (node['Relation Name'] === table ? node['Actual Rows'] * node['Actual Loops'] : 0) +
    (node.Plans ?? []).reduce((total, child) => total + count(child), 0);
  return plans.reduce((total, row) => total + row['QUERY PLAN'].reduce((sum, { Plan }) => sum + count(Plan), 0), 0);
}

it.each([
  ['run', 0],
  ['branch_stats_total', 0],
  ['branch_stats_headline', 2],
])('The summary of all counted files is kept: of the table %s it reads %i rows', async (table, rows) => {
  const source = sourceOf({ kind: 'counted' });
  const sql = `with ${allFigures(source)} ${summaryOf(source, 'true')}`;
  expect(await rowsReadBy(sql, table, { currency: 'USD' })).toBe(rows);
});

describe('a page from the middle of a long list', () => {
  const views = branchSorts.flatMap((sort) => orders.map((order) => ({ sort, order })));

  it.each(views)('of all counted files reads no more than it shows, by $sort $order', async (sorted) => {
    const read = await rowsRead('branch_stats_total', { kind: 'counted' }, sorted, 100);
    expect(read).toBe(101);
  });

  it.each(orders)('of a run by branch code reads no more than it shows, %s', async (order) => {
    const scope = { kind: 'runs', runIds: runIds.slice(0, 1) } as const;
    expect(await rowsRead('branch_stats_figure', scope, { sort: 'branchCode', order }, 100)).toBe(101);
  });

  it.each(orders)('of several runs by branch code reads that much of each, %s', async (order) => {
    const sorted = { sort: 'branchCode', order } as const;
    expect(await rowsRead('branch_stats_figure', { kind: 'runs', runIds }, sorted, 100)).toBe(202);
    const landed = { kind: 'landed', from: '2026-01-01', to: undefined } as const;
    expect(await rowsRead('branch_stats_figure', landed, sorted, 100)).toBe(202);
  });
});
