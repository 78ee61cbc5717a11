import type { Reject } from '../../lambdas/core/reports/reject.ts';
import type { RunDetail } from '../../lambdas/core/reports/run.ts';
import { grouped, printable } from './table.ts';

/** A quarantined row, and of a run of several files the one that it is of. */
export interface ShownReject extends Reject {
  readonly role: string | undefined;
}

/** Gives the lines of a run's receipt: which file, which rows, when, by what. */
export function receiptLines(run: RunDetail, rejects: readonly ShownReject[], dashboardUrl: string): string[] {
  const facts: Array<[string, string | null]> = [
    ['run', run.runId],
    ...run.sources.flatMap(factsOf),
    ['rows', rowsText(run)],
    ['times', timesText(run)],
    ['attempts', run.attempts > 1 ? String(run.attempts) : null],
    ['duplicate of', run.duplicateOf],
    ['code', codeText(run)],
    ['log', run.state === 'FAILED' ? run.logLocation : null],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.flatMap(([name, text]) => (text === null ? [] : [`  ${name.padEnd(width)}  ${printable(text)}`]));
  return [
    `${printable(nameOfSources(run.sources) || run.runId)}: ${run.state}`,
    ...lines,
    ...explanation(run, rejects, dashboardUrl),
  ];
}

type Source = RunDetail['sources'][number];

/** What a person calls a run: its file, or of several the folder that holds them. */
export function nameOfSources(sources: readonly Source[]): string {
  return sources[0]?.key.split('/').at(sources.length > 1 ? -2 : -1) ?? '';
}

const factsOf = (source: Source): Array<[string, string | null]> => [
  ['file', `s3://${source.bucket}/${source.key} (${grouped(source.size)} bytes)`],
  ['version', source.versionId],
  ['checksum', source.checksum],
];

function rowsText(run: RunDetail): string | null {
  if (run.rowsRead === null || run.rowsCounted === null || run.rowsQuarantined === null) {
    return null;
  }
  const [read, counted, quarantined] = [run.rowsRead, run.rowsCounted, run.rowsQuarantined].map(grouped);
  return `${read} read = ${counted} counted + ${quarantined} quarantined`;
}

/** Of two times in ISO 8601, UTC. */
const later = (one: string, other: string): string => (one > other ? one : other);

function timesText(run: RunDetail): string {
  const landed = run.sources.map(({ landedAt }) => landedAt).reduce(later, '') || run.createdAt;
  const since = (time: string | null): string =>
    time === null ? '–' : `+${((Date.parse(time) - Date.parse(landed)) / 1000).toFixed(1)} s`;
  return `landed ${landed}, recorded ${since(run.createdAt)}, claimed ${since(run.startedAt)}, closed ${since(run.endedAt)}`;
}

function codeText(run: RunDetail): string | null {
  if (run.codeVersion === null) {
    return null;
  }
  return run.sparkVersion === null ? run.codeVersion : `${run.codeVersion}, Spark ${run.sparkVersion}`;
}

/** What went wrong, the first rows that show it, and where to look. */
function explanation(run: RunDetail, rejects: readonly ShownReject[], dashboardUrl: string): string[] {
  const lines = run.error === null ? [] : [`  ${printable(run.error.message)}`];
  if (run.state === 'DUPLICATE') {
    lines.push(`  The same bytes count already, by run ${run.duplicateOf}; they are not counted twice.`);
  }
  if (rejects.length > 0) {
    lines.push('  The first quarantined rows:');
    for (const { role, line, reason, column, raw } of rejects) {
      const where = column === '' ? reason : `${reason} in ${column}`;
      lines.push(
        `    ${role === undefined ? '' : `${role}, `}line ${line}: ${printable(where)}: ${printable(raw.slice(0, 100))}`,
      );
    }
  }
  if (run.state !== 'SUCCEEDED' || rejects.length > 0) {
    lines.push(`  More: ${dashboardUrl}runs/${run.runId}`);
  }
  return lines;
}
