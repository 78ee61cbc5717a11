import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { Count } from '../../amounts/figures.tsx';
import type { RunDetail } from '../../api/client.ts';
import { Loading } from '../../layout/loading.tsx';
import { batchUploadAddress } from '../../runs/batch-upload-address.ts';
import { batchOf } from '../../runs/run-names.ts';
import { OperatorsOnly } from '../../sign-in/operators-only.tsx';
import { Section } from '../section.tsx';
import { CorrectionTable } from './correction-table.tsx';
import styles from './corrections.module.css';
import { DownloadRows } from './download-rows.tsx';

/** Uploading is much code, which most people who look at a run do not need. */
const CorrectionUpload = lazy(() =>
  import('./correction-upload.tsx').then((part) => ({ default: part.CorrectionUpload })),
);

/** How quarantined rows are put right: download, correct, drop; and what has come of it so far. */
export function Corrections({ run }: { run: RunDetail }) {
  if (run.corrects !== null) return <OfOriginal run={run} corrects={run.corrects} />;
  if (run.corrections.length === 0 && (run.rowsQuarantined ?? 0) === 0) return null;
  const batch = batchOf(run);
  if (batch !== undefined) return <OfBatch run={run} batch={batch} />;
  return (
    <Section title="Corrections">
      <Standing run={run} />
      {run.corrections.length > 0 && <CorrectionTable run={run} />}
    </Section>
  );
}

/** Its rows have lines of their own, by which nothing can be corrected. */
function OfOriginal({ run, corrects }: { run: RunDetail; corrects: string }) {
  if ((run.rowsQuarantined ?? 0) === 0) return null;
  return (
    <p>
      What this file left uncorrected can be downloaded with{' '}
      <Link href={`/runs/${corrects}`}>the run that it corrects</Link>, and be dropped there again.
    </p>
  );
}

/** What a row does may depend on all others, so that the files are read again as a whole. */
function OfBatch({ run, batch }: { run: RunDetail; batch: string }) {
  return (
    <Section title="Corrections">
      <p>
        Rows of a batch are not corrected one by one, for what a row does depends on the others: correct the file, and{' '}
        <Link href={batchUploadAddress(run, batch)}>upload it as a new version into the batch {batch}</Link>. A new run
        then reads all files of the batch again, and takes the place of this one.
      </p>
    </Section>
  );
}

function Standing({ run }: { run: RunDetail }) {
  const { state, rowsCorrected, supersededBy } = run;
  const still = run.rowsStillQuarantined ?? 0;
  if (state === 'REJECTED' && still > 0) return <OfRejected run={run} />;
  if (state !== 'SUCCEEDED') return null;
  return (
    <>
      <p role="status">
        {still === 0 ? (
          'No row is quarantined any more.'
        ) : (
          <>
            <Count value={rowsCorrected} /> of {<Count value={run.rowsQuarantined ?? 0} />} quarantined rows are
            corrected, <Count value={still} /> {still === 1 ? 'is' : 'are'} still quarantined.
          </>
        )}
      </p>
      {still > 0 && (supersededBy === null ? <Steps run={run} still={still} /> : <OfSuperseded by={supersededBy} />)}
    </>
  );
}

function Steps({ run, still }: { run: RunDetail; still: number }) {
  return (
    <ol className={styles['steps']}>
      <li>
        <h3>Download the rows</h3>
        <DownloadRows runId={run.runId} rows={still} />
      </li>
      <li>
        <h3>Correct them</h3>
        <p>
          Correct the columns behind <code>_raw</code>, which shows the row as it came. Keep <code>_line</code>: it says
          which row is corrected. Delete rows that you cannot correct, or leave them as they are: they stay quarantined.
          In rows that are broken as a whole the last required column is empty, so that somebody looks at them. Let a
          spreadsheet import all columns as text, or it may change dates, zeros and amounts.
        </p>
      </li>
      <li>
        <h3>Drop the corrected file</h3>
        <OperatorsOnly to="upload corrections">
          <Suspense fallback={<Loading what="upload" />}>
            <CorrectionUpload run={run} />
          </Suspense>
        </OperatorsOnly>
      </li>
    </ol>
  );
}

function OfRejected({ run }: { run: RunDetail }) {
  return (
    <>
      <p>
        The file was rejected as a whole, so that its rows are not corrected one by one: correct the file and upload it
        again under the same name. The bad rows show what to look for.
      </p>
      <DownloadRows runId={run.runId} rows={run.rowsQuarantined ?? 0} />
    </>
  );
}

function OfSuperseded({ by }: { by: string }) {
  return (
    <p>
      <Link href={`/runs/${by}`}>A newer version</Link> of the file counts in its place: correct the rows of that one.
    </p>
  );
}
