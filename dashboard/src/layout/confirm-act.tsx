import { Button, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import styles from './confirm-act.module.css';
import { Dialog } from './dialog.tsx';
import { Notice } from './notice.tsx';

interface Props {
  /** What is about to be done, as a question: 'Withdraw the figures of may.csv?' */
  title: string;
  /** The word on the button that does it: 'Withdraw'. */
  verb: string;
  open: boolean;
  /** While it is being done. */
  busy: boolean;
  /** Why it was refused. */
  error?: Error | null;
  destructive?: boolean;
  onConfirm: (reason: string) => void;
  onCancel: () => void;
  /** What it will do, in a sentence or two. */
  children: ReactNode;
}

const shortest = 3;
const longest = 500;

/** Asks a second time before an act that matters, and for the reason, which is kept with the run. */
export function ConfirmAct({ title, open, onCancel, ...rest }: Props) {
  return (
    <Dialog title={title} open={open} onClose={onCancel}>
      <Form {...rest} onCancel={onCancel} />
    </Dialog>
  );
}

function Form({ verb, busy, error, destructive, onConfirm, onCancel, children }: Omit<Props, 'title' | 'open'>) {
  const [reason, setReason] = useState('');
  const given = reason.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (given.length >= shortest) onConfirm(given);
  };
  return (
    <form onSubmit={submit}>
      <div className={styles['text']}>{children}</div>
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
      {error && (
        <Notice tone="bad" role="alert">
          {error.message}
        </Notice>
      )}
      <div className={styles['buttons']}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          color={destructive ? 'red' : 'ledger'}
          disabled={given.length < shortest || busy}
          loading={busy}
        >
          {verb}
        </Button>
      </div>
    </form>
  );
}
