import { ApiError, type Receipt, type RunDetail } from '../../api/client.ts';
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
  return (
    <Section title="Receipt" beside={query.data && <SavedAsJson answer={query.data} />}>
      <QueryState query={query} what="receipt" />
      {query.data && <ReceiptView answer={query.data} />}
    </Section>
  );
}

/** The very answer that is shown, so that what is saved is what was looked at. It is some kilobytes. */
function SavedAsJson({ answer }: { answer: Receipt }) {
  const json = encodeURIComponent(`${JSON.stringify(answer, null, 2)}\n`);
  return (
    <a href={`data:application/json;charset=utf-8,${json}`} download={`${answer.receipt.runId}-receipt.json`}>
      Receipt as JSON
    </a>
  );
}

function NoReceiptYet() {
  return (
    <Section title="Receipt">
      <p>There is none yet: a run has its receipt when it has ended.</p>
    </Section>
  );
}
