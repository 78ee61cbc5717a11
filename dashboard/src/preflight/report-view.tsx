import { Bytes } from '../layout/bytes.tsx';
import { Notice } from '../layout/notice.tsx';
import { BadRows } from './bad-rows.tsx';
import { Estimates } from './estimates.tsx';
import { HeaderFindings } from './header-findings.tsx';
import type { PreflightReport } from './report.ts';
import styles from './report-view.module.css';
import { verdictLine } from './verdict.ts';

/** What the pre-flight check found in a file: the verdict, the header, the first bad rows, and what its run will take. */
export function PreflightReportView({ report }: { report: PreflightReport }) {
  const { tone, line } = verdictLine(report);
  return (
    <div className={styles['report']}>
      <Notice tone={tone} title={line}>
        {report.rejection && <p>{report.rejection.message}</p>}
        {report.uncheckedRules.map(({ column, why }) => (
          <p key={column}>
            Only the job can check the pattern of <code>{column}</code>: {why}.
          </p>
        ))}
        <p>
          <Seen report={report} />
        </p>
      </Notice>
      <HeaderFindings report={report} />
      <BadRows report={report} />
      <Estimates estimate={report.estimate} />
    </div>
  );
}

function Seen({ report: { wholeFile, bytesChecked, fileBytes, fileBytesSeen } }: { report: PreflightReport }) {
  if (wholeFile) return 'The whole file was checked.';
  const uncompressed = bytesChecked === fileBytesSeen ? '' : ' (uncompressed)';
  return (
    <>
      Checked: the first <Bytes count={bytesChecked} />
      {uncompressed} of a file of <Bytes count={fileBytes} />. The job checks all of it.
    </>
  );
}
