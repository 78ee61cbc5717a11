import { Button, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Dialog } from '../layout/dialog.tsx';
import { Notice } from '../layout/notice.tsx';
import styles from './act-dialog.module.css';
import type { ActWords } from './run-acts.ts';

const shortest = 3;
const longest = 500;

interface Props {
  words: ActWords;
  file: string;
  open: boolean;
  /** While it is being done. */
  busy: boolean;
  /** Why the server refused it. */
  error: Error | null;
  onConfirm: (reason: string) => void;
  onCancel: () => void;
  /** What it will change, in numbers. */
  children: ReactNode;
}

/** Asks twice before an act that changes the totals: for the reason, and then whether what will change is meant. */
export function ActDialog({ words, file, open, onCancel, ...rest }: Props) {
  return (
    <Dialog title={words.title(file)} open={open} onClose={onCancel}>
      <Steps {...rest} words={words} onCancel={onCancel} />
    </Dialog>
  );
}

function Steps({ words, busy, error, onConfirm, onCancel, children }: Omit<Props, 'file' | 'open'>) {
  const [reason, setReason] = useState('');
  const [isGiven, setGiven] = useState(!words.asksReason);
  if (!isGiven) {
    return <ReasonForm reason={reason} setReason={setReason} onNext={() => setGiven(true)} onCancel={onCancel} />;
  }
  return (
    <div>
      <div className={styles['impact']}>{children}</div>
      {words.asksReason && (
        <p className={styles['reason']}>
          Reason: <q>{reason.trim()}</q>
        </p>
      )}
      {error && (
        <Notice tone="bad" role="alert" title="It was not done.">
          <p>{error.message}</p>
        </Notice>
      )}
      <div className={styles['buttons']}>
        {words.asksReason && (
          <Button variant="default" disabled={busy} onClick={() => setGiven(false)}>
            Back
          </Button>
        )}
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          color={words.destructive ? 'red' : 'ledger'}
          loading={busy}
          disabled={busy}
          data-autofocus
          autoFocus
          onClick={() => onConfirm(reason.trim())}
        >
          {words.verb}
        </Button>
      </div>
    </div>
  );
}

interface ReasonProps {
  reason: string;
  setReason: (reason: string) => void;
  onNext: () => void;
  onCancel: () => void;
}

function ReasonForm({ reason, setReason, onNext, onCancel }: ReasonProps) {
  const isEnough = reason.trim().length >= shortest;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isEnough) onNext();
  };
  return (
    <form onSubmit={submit}>
      <Textarea
        label="Reason"
        description="It is kept with the run, for whoever asks later."
        required
        minLength={shortest}
        maxLength={longest}
        rows={3}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className={styles['buttons']}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" disabled={!isEnough}>
          Next: what will change
        </Button>
      </div>
    </form>
  );
}
