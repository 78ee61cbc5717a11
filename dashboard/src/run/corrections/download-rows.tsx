import { Button } from '@mantine/core';
import { formatCount } from '../../amounts/amount.ts';
import { Icon } from '../../layout/icon.tsx';

/** A link to the quarantined rows as a CSV file, without those that are corrected already. */
export function DownloadRows({ runId, rows }: { runId: string; rows: number }) {
  return (
    <Button
      component="a"
      href={`/api/runs/${runId}/rejects.csv`}
      download
      variant="default"
      leftSection={<Icon glyph="download" size={16} />}
    >
      Download {formatCount(rows)} {rows === 1 ? 'row' : 'rows'} as CSV
    </Button>
  );
}
