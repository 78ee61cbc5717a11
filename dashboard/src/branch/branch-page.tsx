import { Link } from 'wouter';
import { Count } from '../amounts/figures.tsx';
import { ApiError } from '../api/client.ts';
import { scaleOf } from '../branches/branch-view.ts';
import { ScaleSwitch } from '../branches/scale-switch.tsx';
import { EmptyState } from '../layout/empty-state.tsx';
import { nameInPath } from '../layout/name-in-path.ts';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { useAddress, usePath } from '../layout/use-address.ts';
import { BranchChart } from './branch-chart.tsx';
import { BranchFigures } from './branch-figures.tsx';
import { BranchHistory } from './branch-history.tsx';
import styles from './branch-page.module.css';
import { figureNames } from './receipt.ts';
import { useBranch, useBranchSeries } from './use-branch.ts';

/** One branch: its figures with their receipts, and how they went from file to file. */
export function BranchPage() {
  const branchCode = nameInPath(usePath()[0], '/branches/');
  const [address, change] = useAddress();
  const query = useBranch(branchCode);
  const series = useBranchSeries(branchCode);
  const branch = query.data?.pages[0];
  const kind = scaleOf(address);
  const opened = figureNames.find((name) => name === address.get('figure'));
  const isUnknown = query.error instanceof ApiError && query.error.status === 404;
  return (
    <>
      <p className={styles['back']}>
        <Link href="/">All branches</Link>
      </p>
      <PageTitle title={`Branch ${branchCode}`} />
      {isUnknown ? <UnknownBranch branchCode={branchCode} /> : <QueryState query={query} what="branch" />}
      {branch && (
        <BranchFigures
          branch={branch}
          series={series.data}
          opened={opened}
          onOpen={(name) => change({ figure: name ?? '' })}
        />
      )}
      {branch && series.data && series.data.points.length > 0 && (
        <section aria-labelledby="chart-title">
          <div className={styles['head']}>
            <h2 id="chart-title">From file to file</h2>
            <ScaleSwitch
              kind={kind}
              onKind={(next) => change({ scale: next === 'log' ? '' : next })}
              labelClass="visually-hidden"
            >
              Scale
            </ScaleSwitch>
          </div>
          {!series.data.isWhole && (
            <p className={styles['note']}>
              The newest <Count value={series.data.points.length} /> files; the older ones are listed below.
            </p>
          )}
          <BranchChart series={series.data} kind={kind} />
        </section>
      )}
      {branch && !isUnknown && <QueryState query={series} what="chart" />}
      {branch && <BranchHistory query={query} branch={branch} />}
    </>
  );
}

function UnknownBranch({ branchCode }: { branchCode: string }) {
  return (
    <EmptyState title={`No file has rows of the branch “${branchCode}”.`}>
      <p>
        Codes are exact: upper and lower case and spaces matter. Search for a part of it among{' '}
        <Link href={`/?${new URLSearchParams({ q: branchCode })}`}>all branches</Link>.
      </p>
    </EmptyState>
  );
}
