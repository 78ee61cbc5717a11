import { formatCount } from '../../amounts/amount.ts';
import { DownloadLink } from '../../layout/download-link.tsx';

/** A link to the quarantined rows as a CSV file, without those that are corrected already. */
export function DownloadRows({ runId, rows }: { runId: string; rows: number }) {
  return (
    <DownloadLink href={`/api/runs/${runId}/rejects.csv`}>
      Download {formatCount(rows)} {rows === 1 ? 'row' : 'rows'} as CSV
    </DownloadLink>
  );
}
