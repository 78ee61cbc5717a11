import { Link } from 'wouter';
import { formatCount } from '../amounts/amount.ts';
import type { Run } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { formatDuration } from '../layout/duration.ts';
import { Moment } from '../layout/moment.tsx';
import { StateBadge } from './state-badge.tsx';

/** The last part of the landed key: the name by which a person knows the file. */
export function fileName(run: Pick<Run, 'sources' | 'runId'>): string {
  return run.sources.map((source) => source.key.split('/').at(-1) ?? source.key).join(', ') || run.runId;
}

export function RunTable({ runs }: { runs: Run[] }) {
  return (
    <DataRegion label="Runs">
      <table>
        <caption className="visually-hidden">Runs, newest first</caption>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">State</th>
            <th scope="col">Landed</th>
            <th scope="col" className="number">
              Took
            </th>
            <th scope="col" className="number">
              Rows read
            </th>
            <th scope="col" className="number">
              Quarantined
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.runId}>
              <th scope="row">
                <Link href={`/runs/${run.runId}`}>{fileName(run)}</Link>
                {run.error && <p className="reason">{run.error.message}</p>}
                {run.progress && <p className="reason">{progressInWords(run.progress)}</p>}
              </th>
              <td>
                <StateBadge run={run} />
              </td>
              <td>
                <Moment at={run.createdAt} />
              </td>
              <td className="number">{run.durationMs === null ? '–' : formatDuration(run.durationMs)}</td>
              <td className="number">{run.rowsRead === null ? '–' : formatCount(run.rowsRead)}</td>
              <td className="number">{run.rowsQuarantined === null ? '–' : formatCount(run.rowsQuarantined)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </DataRegion>
  );
}

export function progressInWords(progress: NonNullable<Run['progress']>): string {
  const rows = progress.rows === null ? '' : `, ${formatCount(progress.rows)} rows`;
  return `${progress.step}${rows}`;
}
