import type { Receipt } from '../../api/client.ts';
import { CopyText } from '../../layout/copy-text.tsx';
import styles from './proof.module.css';

/** The hash, and how figures and file are held against each other once more. */
export function Proof({ answer }: { answer: Receipt }) {
  return (
    <dl className={styles['proof']}>
      <dt>SHA-256 of the receipt</dt>
      <dd>
        <CopyText text={answer.sha256} what="SHA-256 of the receipt" />
      </dd>
      <dt>To prove the figures</dt>
      <dd>
        <Verification answer={answer} />
      </dd>
    </dl>
  );
}

function Verification({ answer: { receipt, standing } }: { answer: Receipt }) {
  if (receipt.figures === null) return 'There are none to prove.';
  if (standing.sourcesGone.length > 0) {
    return 'They cannot be computed again, since the file is gone. The receipt and its hash stay.';
  }
  return (
    <>
      <CopyText text={`npm run verify -- ${receipt.runId}`} what="command that verifies the run" />
      <p>
        It reads {receipt.sources.length === 1 ? 'the file' : 'the files'} once more and computes all figures again,
        without the engine. Where Countinghouse runs on AWS, add <code>--api {window.location.origin}</code>.
      </p>
    </>
  );
}
