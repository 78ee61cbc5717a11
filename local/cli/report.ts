import type { RunDetail } from '../../lambdas/core/reports/run.ts';
import type { Api } from './api.ts';
import { figuresOf, type TellableFigures } from './figures.ts';
import { nameOfSources, receiptLines, type ShownReject } from './receipt.ts';
import { type Column, grouped, tableLines } from './table.ts';

/** What a start found out. */
export interface Report {
  /** In the order of the files. */
  readonly runs: readonly RunDetail[];
  /** Of these runs only. */
  readonly figures: TellableFigures;
  readonly dashboardUrl: string;
}

const SHOWN_RECEIPTS = 5;
const SHOWN_REJECTS = 3;

const runColumns: ReadonlyArray<Column<RunDetail>> = [
  { title: 'file', align: 'left', text: ({ sources }) => nameOfSources(sources) },
  { title: 'state', align: 'left', text: ({ state }) => state },
  { title: 'read', align: 'right', text: ({ rowsRead }) => grouped(rowsRead ?? '–') },
  { title: 'counted', align: 'right', text: ({ rowsCounted }) => grouped(rowsCounted ?? '–') },
  { title: 'quarantined', align: 'right', text: ({ rowsQuarantined }) => grouped(rowsQuarantined ?? '–') },
  { title: 'run', align: 'left', text: ({ runId }) => runId },
  { title: '', align: 'left', text: ({ error }) => error?.message ?? '' },
];

/** Collects the figures of closed runs through the API. */
export async function makeReport(
  api: Api,
  jobType: string,
  runs: readonly RunDetail[],
  dashboardUrl: string,
): Promise<Report> {
  const published = runs.filter(({ state }) => state === 'SUCCEEDED').map(({ runId }) => runId);
  return { runs, figures: await figuresOf(api, jobType, published), dashboardUrl };
}

/** The document of `--json`. */
export const reportDocument = ({ runs, figures, dashboardUrl }: Report): object => ({
  runs,
  ...figures.document,
  dashboardUrl,
});

/** Gives the report in words, for a terminal. */
export async function reportLines(api: Api, report: Report): Promise<string[]> {
  const { runs } = report;
  const lines = report.figures.lines.length > 0 ? ['', ...report.figures.lines] : [];
  if (runs.length > SHOWN_RECEIPTS) {
    return [...lines, '', ...tableLines(runColumns, runs)];
  }
  for (const run of runs) {
    lines.push('', ...receiptLines(run, await firstRejects(api, run), report.dashboardUrl));
  }
  return lines;
}

/** Of each of its files that has some. */
async function firstRejects(api: Api, { runId, rejectCounts }: RunDetail): Promise<ShownReject[]> {
  const roles = [...new Set(rejectCounts.map(({ role }) => role))];
  const found = roles.map(async (role) =>
    (await api.rejects(runId, SHOWN_REJECTS, role)).map((reject) => ({ ...reject, role })),
  );
  return (await Promise.all(found)).flat();
}

/** 0 when the figures of every file count, by its own run or by that of the same bytes. */
export function exitCodeOf(runs: readonly RunDetail[]): 0 | 1 {
  return runs.every(({ state }) => state === 'SUCCEEDED' || state === 'DUPLICATE') ? 0 : 1;
}
