import { Link } from 'wouter';
import { balancesJobType } from '../../accounts/balance-view.ts';
import type { Receipt } from '../../api/client.ts';

/** What the receipt vouches for, by how the run ended and how it stands. */
export function Meaning({ answer: { receipt, standing } }: { answer: Receipt }) {
  switch (receipt.state) {
    case 'SUCCEEDED':
      if (receipt.jobType === balancesJobType) {
        return standing.counts
          ? 'The balances of this run stand on this, and count.'
          : 'The balances of this run stand on this. They do not count now, which changes neither them nor the hash.';
      }
      return standing.counts
        ? 'The figures of this run stand on this, and are in the totals.'
        : 'The figures of this run stand on this. They are not in the totals now, which changes neither them nor the hash.';
    case 'REJECTED':
      return 'The file was rejected as a whole, so that no figures were published: the receipt says what was read and why it does not count.';
    case 'FAILED':
      return 'The run failed, so that no figures were published. When it is tried again, it has a new receipt.';
    case 'DUPLICATE':
      return standing.duplicateOf === null ? (
        'The same bytes count already through another run, so that no figures were published.'
      ) : (
        <>
          The same bytes count already, so that no figures were published here:{' '}
          <Link href={`/runs/${standing.duplicateOf}`}>the run through which they count</Link> has the receipt of them.
        </>
      );
    default:
      return null;
  }
}
