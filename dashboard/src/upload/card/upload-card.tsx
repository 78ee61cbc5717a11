import { useEffect, useId, useRef } from 'react';
import { Bytes } from '../../layout/bytes.tsx';
import { Notice } from '../../layout/notice.tsx';
import { RunOutcome } from '../landed/run-outcome.tsx';
import type { UploadItem } from '../list/upload-item.ts';
import { CardActs, type UploadActs } from './card-acts.tsx';
import { CheckResult } from './check-result.tsx';
import { PhasePill } from './phase-pill.tsx';
import { TransferProgress } from './transfer-progress.tsx';
import styles from './upload-card.module.css';

interface Props {
  item: UploadItem;
  /** Another file of the list would land under the same key. */
  sharesName?: boolean;
  uploads: UploadActs;
  onRemove: (id: string) => void;
  announce: (text: string) => void;
}

/** One file: what it is, what was found in it, how far it is, and what became of it. */
export function UploadCard({ item, sharesName = false, uploads, onRemove, announce }: Props) {
  const headingId = useId();
  const { card, heading } = useKeptFocus(item.phase);
  const { name, size, phase, landed, batchFile } = item;
  return (
    <article ref={card} className={styles['card']} aria-labelledby={headingId}>
      <div className={styles['head']}>
        <h3 id={headingId} ref={heading} tabIndex={-1} className={styles['name']}>
          {name}
        </h3>
        <Bytes count={size} />
        <PhasePill phase={phase} />
        <CardActs item={item} uploads={uploads} onRemove={onRemove} />
      </div>
      <TransferProgress item={item} />
      {item.error !== undefined && (
        <Notice
          tone={phase === 'failed' ? 'bad' : 'warm'}
          title={phase === 'failed' ? 'It could not be sent.' : undefined}
        >
          <p>{item.error}</p>
        </Notice>
      )}
      {batchFile !== undefined && (
        <p className={styles['hint']}>
          The file <strong>{batchFile.role}</strong> of the batch {batchFile.batch}; it lands as{' '}
          <code>{batchFile.fileName}</code>.
        </p>
      )}
      {sharesName && <SharedName item={item} />}
      {phase === 'interrupted' && (
        <p className={styles['hint']}>
          Its upload was interrupted when this page was left. Pick the same file again: only what is missing is sent.
        </p>
      )}
      {landed === undefined ? (
        <CheckResult item={item} />
      ) : (
        <RunOutcome name={name} landed={landed} announce={announce} />
      )}
    </article>
  );
}

function SharedName({ item: { batchFile } }: { item: UploadItem }) {
  return batchFile === undefined ? (
    <Notice tone="warm" title="Another file of this list has the same name.">
      <p>The one that lands last replaces the other. Rename one of them if both shall count.</p>
    </Notice>
  ) : (
    <Notice tone="warm" title={`Another file of this list is the file ${batchFile.role} of this batch, too.`}>
      <p>The one that lands last replaces the other. Remove one of them, or send it in a batch of its own.</p>
    </Notice>
  );
}

/** When the button that had the focus goes away with a phase, the focus goes to the card's heading and not to nowhere. */
function useKeptFocus(phase: UploadItem['phase']) {
  const card = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const isInside = useRef(false);
  useEffect(() => {
    const note = () => {
      isInside.current = card.current?.contains(document.activeElement) ?? false;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of phase is what takes buttons away
  useEffect(() => {
    if (isInside.current && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [phase]);
  return { card, heading };
}
