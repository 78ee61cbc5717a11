import { Link } from 'wouter';
import { Count } from '../../amounts/figures.tsx';
import type { RunDetail } from '../../api/client.ts';
import { DataRegion } from '../../layout/data-region.tsx';
import { Moment, Unknown } from '../../layout/moment.tsx';
import { reasonLine } from '../../runs/reason-line.ts';
import { nameOfKey } from '../../runs/run-names.ts';
import { StateBadge } from '../../runs/state-badge.tsx';

type Correction = RunDetail['corrections'][number];

/** The files that have been dropped as corrections of a run, the newest first. */
export function CorrectionTable({ run }: { run: RunDetail }) {
  return (
    <DataRegion label="Corrections of this run">
      <table>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">State</th>
            <th scope="col" data-figures>
              Rows corrected
            </th>
            <th scope="col" data-figures>
              Bad again
            </th>
            <th scope="col">Recorded</th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {run.corrections.map((correction) => (
            <tr key={correction.runId}>
              <th scope="row">
                <Link href={`/runs/${correction.runId}`}>{nameOfKey(correction.key)}</Link>
              </th>
              <td>
                <StateBadge run={correction} />
              </td>
              <td data-figures>
                <Rows count={correction.stands ? correction.rowsCounted : null} />
              </td>
              <td data-figures>
                <Rows count={correction.rowsQuarantined} />
              </td>
              <td>
                <Moment at={correction.createdAt} />
              </td>
              <td>{noteOn(correction)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </DataRegion>
  );
}

function Rows({ count }: { count: number | null }) {
  return count === null ? <Unknown what="none" /> : <Count value={count} />;
}

/** Why it does not count, when that is not plain from its state. */
function noteOn({ stands, counts, error }: Correction): string {
  if (error !== null) return reasonLine(error);
  return stands && !counts ? 'It counts again when this file does.' : '';
}
