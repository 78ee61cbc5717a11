import { Loading } from '../../layout/loading.tsx';
import { Notice } from '../../layout/notice.tsx';
import { PreflightReportView } from '../../preflight/index.ts';
import { refusalOf, type UploadItem } from '../list/upload-item.ts';
import styles from './check-result.module.css';

/** What the beginning of a file says about it, before a byte of it is sent, and what that means for the upload. */
export function CheckResult({ item }: { item: UploadItem }) {
  const { name, phase, check } = item;
  if (phase === 'checking') return <Loading what={`beginning of ${name}`} />;
  if (check.kind === 'none' || phase === 'sending' || phase === 'completing') return null;
  if (check.kind === 'failed') {
    return (
      <Notice tone="warm" title="It could not be checked before it is sent.">
        <p>{check.message} It can be uploaded all the same; the job checks every row.</p>
      </Notice>
    );
  }
  return (
    <div className={styles['found']}>
      <Consequence item={item} verdict={check.report.verdict} />
      <PreflightReportView report={check.report} />
    </div>
  );
}

function Consequence({ item, verdict }: { item: UploadItem; verdict: 'clean' | 'some-bad-rows' | 'will-be-rejected' }) {
  if (refusalOf(item) !== undefined) return <p>It cannot be uploaded under this name.</p>;
  switch (verdict) {
    case 'clean':
      return null;
    case 'some-bad-rows':
      return <p>Uploaded all the same, its good rows are counted; the bad ones are kept and can be corrected later.</p>;
    case 'will-be-rejected':
      return <p>Better mend it first: uploaded as it is, it will not count, and its run will say why.</p>;
  }
}
