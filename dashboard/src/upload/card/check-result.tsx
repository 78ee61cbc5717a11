import { formatCount } from '../../amounts/amount.ts';
import { Count } from '../../amounts/figures.tsx';
import { formatBytes } from '../../layout/bytes.tsx';
import { Loading } from '../../layout/loading.tsx';
import { Notice } from '../../layout/notice.tsx';
import type { PreflightReport } from '../../preflight/index.ts';
import type { UploadItem } from '../list/upload-item.ts';
import { BadRows } from './bad-rows.tsx';
import styles from './check-result.module.css';
import { estimateWords } from './estimate-words.ts';

/** What the beginning of a file says about it, before a byte of it is sent. */
export function CheckResult({ item }: { item: UploadItem }) {
  const { phase, check } = item;
  if (phase === 'checking') return <Loading what={`beginning of ${item.name}`} />;
  if (check.kind === 'none') return null;
  if (check.kind === 'failed') {
    return (
      <Notice tone="warm" title="It could not be checked before it is sent.">
        <p>{check.message} It can be uploaded all the same; the job checks every row.</p>
      </Notice>
    );
  }
  return <Report report={check.report} />;
}

function Report({ report }: { report: PreflightReport }) {
  return (
    <div className={styles['report']}>
      <Verdict report={report} />
      {report.estimate !== null && <p className={styles['facts']}>{estimateWords(report.estimate)}</p>}
      <IgnoredColumns report={report} />
      {report.uncheckedRules.map(({ column, why }) => (
        <p key={column} className={styles['facts']}>
          {column}: {why}
        </p>
      ))}
      {report.firstBadRows.length > 0 && <BadRows report={report} />}
    </div>
  );
}

/** Of a file whose header is wrong, the rejection names the columns already. */
function IgnoredColumns({ report: { header, verdict } }: { report: PreflightReport }) {
  if (header === null || header.ignored.length === 0 || verdict === 'will-be-rejected') return null;
  return <p className={styles['facts']}>Columns that are not counted: {header.ignored.join(', ')}</p>;
}

function Verdict({ report }: { report: PreflightReport }) {
  const { verdict, rejection, rowsChecked, badRows } = report;
  if (verdict === 'will-be-rejected') return <Rejection report={report} rejection={rejection} />;
  const seen = <>Checked {seenWords(report)}.</>;
  if (verdict === 'clean') {
    return (
      <Notice tone="good" title={`Nothing wrong in ${formatCount(rowsChecked)} ${rowsChecked === 1 ? 'row' : 'rows'}.`}>
        <p>{seen}</p>
      </Notice>
    );
  }
  return (
    <Notice
      tone="warm"
      title={
        <>
          <Count value={badRows} /> of {formatCount(rowsChecked)} rows will be quarantined.
        </>
      }
    >
      <p>{seen} The others are counted; bad rows are kept and can be corrected later.</p>
    </Notice>
  );
}

function Rejection({ report, rejection }: { report: PreflightReport; rejection: PreflightReport['rejection'] }) {
  const certain = rejection?.certain ?? true;
  const refused = rejection?.code === 'unknown-suffix';
  const title = certain ? 'This file will be rejected as it is.' : 'This file will most likely be rejected.';
  return (
    <Notice tone="bad" title={refused ? 'This file cannot be uploaded under this name.' : title}>
      {rejection !== null && <p>{rejection.message}</p>}
      {!refused && (
        <p>
          Checked {seenWords(report)}. Better mend it first: if you upload it all the same,{' '}
          {certain ? 'none' : 'perhaps none'} of its rows will count.
        </p>
      )}
    </Notice>
  );
}

function seenWords({ wholeFile, fileBytesSeen, fileBytes }: PreflightReport): string {
  return wholeFile ? 'the whole file' : `the first ${formatBytes(fileBytesSeen)} of ${formatBytes(fileBytes)}`;
}
