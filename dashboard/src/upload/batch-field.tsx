import { TextInput } from '@mantine/core';
import { useState } from 'react';
import styles from './batch-field.module.css';
import { batchNameFault, batchStanding } from './list/batch.ts';
import { uploads, useBatch } from './list/the-uploads.ts';
import type { UploadItem } from './list/upload-item.ts';

/** The name of the batch, and which of its files are still missing. A name that cannot be is not taken. */
export function BatchField({ items }: { items: readonly UploadItem[] }) {
  const batch = useBatch();
  const [draft, setDraft] = useState(batch);
  const [known, setKnown] = useState(batch);
  if (batch !== known) {
    setKnown(batch);
    setDraft(batch);
  }
  const fault = batchNameFault(draft);
  const { missing } = batchStanding(batch, items);
  return (
    <div className={styles['batch']}>
      <TextInput
        label="Batch"
        description="Files of one batch make one run. A file that the batch has already is replaced by the new version."
        value={draft}
        error={fault}
        onChange={({ currentTarget: { value } }) => {
          setDraft(value);
          if (batchNameFault(value) !== undefined) return;
          setKnown(value);
          uploads.moveTo(value);
        }}
      />
      {missing.length > 0 && (
        <p className={styles['missing']}>
          Its run waits until the {missing.length === 1 ? 'file' : 'files'} {missing.join(' and ')} are there, too.
        </p>
      )}
    </div>
  );
}
