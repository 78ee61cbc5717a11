import type { Branch } from '../../lambdas/core/reports/branch.ts';
import type { Reject } from '../../lambdas/core/reports/reject.ts';
import type { RunDetail } from '../../lambdas/core/reports/run.ts';
import type { Api } from './api.ts';
import { branchesOf } from './merge-branches.ts';
import { receiptLines } from './receipt.ts';
import { type Column, grouped, tableLines } from './table.ts';

/** What a start found out: the document of `--json`. */
export interface Report {
  /** In the order of the files. */
  readonly runs: readonly RunDetail[];
  /** Of these runs only, by branch code. */
  readonly branches: readonly Branch[];
  readonly dashboardUrl: string;
}

const SHOWN_BRANCHES = 20;
const SHOWN_RECEIPTS = 5;
const SHOWN_REJECTS = 3;

const branchColumns: ReadonlyArray<Column<Branch>> = [
  { title: 'branch', align: 'left', text: ({ branchCode }) => branchCode },
  { title: 'count', align: 'right', text: ({ count }) => grouped(count) },
  { title: 'min', align: 'right', text: ({ min }) => grouped(min) },
  { title: 'max', align: 'right', text: ({ max }) => grouped(max) },
  { title: 'average', align: 'right', text: ({ average }) => grouped(average) },
  { title: 'total', align: 'right', text: ({ sum }) => grouped(sum) },
];

const runColumns: ReadonlyArray<Column<RunDetail>> = [
  { title: 'file', align: 'left', text: ({ sources }) => sources[0]?.key.split('/').at(-1) ?? '' },
  { title: 'state', align: 'left', text: ({ state }) => state },
  { title: 'read', align: 'right', text: ({ rowsRead }) => grouped(rowsRead ?? '–') },
  { title: 'counted', align: 'right', text: ({ rowsCounted }) => grouped(rowsCounted ?? '–') },
  { title: 'quarantined', align: 'right', text: ({ rowsQuarantined }) => grouped(rowsQuarantined ?? '–') },
  { title: 'run', align: 'left', text: ({ runId }) => runId },
  { title: '', align: 'left', text: ({ error }) => error?.message ?? '' },
];

/** Collects the figures of closed runs through the API. */
export async function makeReport(api: Api, runs: readonly RunDetail[], dashboardUrl: string): Promise<Report> {
  const published = runs.filter(({ state }) => state === 'SUCCEEDED').map(({ runId }) => runId);
  return { runs, branches: await branchesOf(api, published), dashboardUrl };
}

/** Gives the report in words, for a terminal. */
export async function reportLines(api: Api, report: Report): Promise<string[]> {
  const { branches, runs } = report;
  const lines: string[] = [];
  if (branches.length > 0) {
    lines.push('', ...tableLines(branchColumns, branches.slice(0, SHOWN_BRANCHES)));
  }
  if (branches.length > SHOWN_BRANCHES) {
    lines.push(`… and ${grouped(branches.length - SHOWN_BRANCHES)} more branches`);
  }
  if (runs.length > SHOWN_RECEIPTS) {
    return [...lines, '', ...tableLines(runColumns, runs)];
  }
  for (const run of runs) {
    lines.push('', ...receiptLines(run, await firstRejects(api, run), report.dashboardUrl));
  }
  return lines;
}

async function firstRejects(api: Api, run: RunDetail): Promise<Reject[]> {
  return (run.rowsQuarantined ?? 0) === 0 ? [] : api.rejects(run.runId, SHOWN_REJECTS);
}

/** 0 when the figures of every file count, by its own run or by that of the same bytes. */
export function exitCodeOf(runs: readonly RunDetail[]): 0 | 1 {
  return runs.every(({ state }) => state === 'SUCCEEDED' || state === 'DUPLICATE') ? 0 : 1;
}
