import { formatCount } from '../../amounts/amount.ts';
import { DownloadButton } from '../../layout/download-button.tsx';

/** The quarantined rows as a CSV file, without those that are corrected already. */
export function DownloadRows({ runId, rows }: { runId: string; rows: number }) {
  return (
    <DownloadButton href={`/api/runs/${runId}/rejects.csv`}>
      Download {formatCount(rows)} {rows === 1 ? 'row' : 'rows'} as CSV
    </DownloadButton>
  );
}
