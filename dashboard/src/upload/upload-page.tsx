import { Button, NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { JobType } from '../api/client.ts';
import { EmptyState } from '../layout/empty-state.tsx';
import { Notice } from '../layout/notice.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { useAddress } from '../layout/use-address.ts';
import { OperatorsOnly } from '../sign-in/operators-only.tsx';
import { usePhaseAnnouncements } from './announcements.ts';
import { BatchField } from './batch-field.tsx';
import { DropZone } from './drop-zone.tsx';
import { batchNameFault } from './list/batch.ts';
import { uploads, useUploads } from './list/the-uploads.ts';
import type { UploadItem } from './list/upload-item.ts';
import { UploadList } from './upload-list.tsx';
import styles from './upload-page.module.css';
import { useDeclarations } from './use-declarations.ts';

/** Files on their way to their figures: picked, checked, sent, counted. */
export function UploadPage() {
  const query = useDeclarations();
  const items = useUploads();
  const [said, announce] = useState('');
  usePhaseAnnouncements(items, announce);
  return (
    <>
      <PageTitle title="Upload" />
      <QueryState query={query} what="kinds of files" />
      {query.data && (
        <OperatorsOnly to="upload files">
          <Picking declarations={query.data.items} items={items} announce={announce} />
        </OperatorsOnly>
      )}
      {items.length > 0 && <UploadList items={items} announce={announce} />}
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </>
  );
}

interface PickingProps {
  declarations: readonly JobType[];
  items: readonly UploadItem[];
  announce: (text: string) => void;
}

function Picking({ declarations, items, announce }: PickingProps) {
  const [address, change] = useAddress();
  const chosen = declarations.filter(({ name }) => name === address.get('jobType'));
  const kinds = chosen.length > 0 ? chosen : declarations;
  const corrects = runIdOf(address.get('corrects'));
  useBatchOfAddress(address.get('batch'));
  if (declarations.length === 0) {
    return <EmptyState title="This Countinghouse counts no kind of file yet.">{null}</EmptyState>;
  }
  const inBatch = chosen.some(({ sources }) => sources.length > 1) || items.some(({ batchFile }) => batchFile);
  return (
    <>
      <div className={styles['choices']}>
        {declarations.length > 1 && (
          <NativeSelect
            className={styles['jobType']}
            label="Kind of file"
            value={chosen[0]?.name ?? ''}
            data={[
              { value: '', label: 'Known by its header' },
              ...declarations.map(({ name, title }) => ({ value: name, label: title })),
            ]}
            onChange={({ currentTarget }) => change({ jobType: currentTarget.value })}
          />
        )}
        {inBatch && <BatchField items={items} />}
      </div>
      {corrects !== undefined && <Correcting runId={corrects} onEnd={() => change({ corrects: '' })} />}
      <DropZone
        compact={items.length > 0}
        suffixes={[...new Set(kinds.flatMap(({ landing }) => landing.suffixes))]}
        onFiles={(files) => void uploads.add(files, { declarations: kinds, corrects })}
        onFolder={() => announce('A folder cannot be uploaded. Pick the files in it.')}
      />
    </>
  );
}

/** A page that is opened as `/upload?batch=<name>` takes files of that batch, and new versions of them. */
function useBatchOfAddress(batch: string | null): void {
  useEffect(() => {
    if (batch !== null && batchNameFault(batch) === undefined) uploads.moveTo(batch);
  }, [batch]);
}

/** A page that is opened as `/upload?corrects=<run id>` takes corrections of that run. */
function Correcting({ runId, onEnd }: { runId: string; onEnd: () => void }) {
  return (
    <Notice tone="info" title="Files that you add now hold corrected rows.">
      <p>
        They correct <Link href={`/runs/${runId}`}>run {runId}</Link>: rows that were quarantined there, each with its{' '}
        <code>_line</code>.
      </p>
      <Button size="xs" variant="default" onClick={onEnd}>
        Add other files instead
      </Button>
    </Notice>
  );
}

const runIdOf = (text: string | null): string | undefined =>
  text !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined;
