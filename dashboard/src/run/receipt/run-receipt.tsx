import { ApiError, type RunDetail } from '../../api/client.ts';
import { QueryState } from '../../layout/query-state.tsx';
import { isOpen } from '../../runs/run-states.ts';
import { Section } from '../section.tsx';
import { ReceiptView } from './receipt-view.tsx';
import { useReceipt } from './use-receipt.ts';

/** What the figures of the run stand on, with the hash and the way to check both; for an open run, that it has none yet. */
export function RunReceipt({ run }: { run: RunDetail }) {
  const query = useReceipt(run);
  if (isOpen(run)) return <NoReceiptYet />;
  // Somebody has opened the run again since it was read, which the page will show in a moment.
  if (query.error instanceof ApiError && query.error.status === 409) return <NoReceiptYet />;
  const json = (
    <a href={`/api/runs/${run.runId}/receipt`} target="_blank" rel="noreferrer">
      Receipt as JSON
    </a>
  );
  return (
    <Section title="Receipt" beside={json}>
      <QueryState query={query} what="receipt" />
      {query.data && <ReceiptView answer={query.data} />}
    </Section>
  );
}

function NoReceiptYet() {
  return (
    <Section title="Receipt">
      <p>There is none yet: a run has its receipt when it has ended.</p>
    </Section>
  );
}
