import { useMemo } from 'react';
import { DownloadButton } from '../layout/download-button.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { useAddress } from '../layout/use-address.ts';
import styles from '../lists/controls.module.css';
import { SearchBox } from '../lists/search-box.tsx';
import { useWantedPages } from '../lists/use-list-rows.ts';
import { BranchTable } from './branch-table.tsx';
import { type BranchScope, downloadAddress, type SortColumn, scaleOf, viewOf } from './branch-view.ts';
import { Headline } from './headline.tsx';
import { NoBranches } from './no-branches.tsx';
import { rangeScale } from './range-scale.ts';
import { ScaleSwitch } from './scale-switch.tsx';
import { ScopeSwitch } from './scope-switch.tsx';
import { useBranchRows } from './use-branch-rows.ts';

/** The figures of every branch. What is shown is in the address, so that it can be shared. */
export function BranchesPage() {
  const [address, change] = useAddress();
  const view = viewOf(address);
  const scaleKind = scaleOf(address);
  const { wanted, onRows } = useWantedPages();
  const { first, summary, failed, rowAt } = useBranchRows(view, wanted);

  const [low, high] = [summary?.min ?? '0', summary?.max ?? '0'];
  const scale = useMemo(() => rangeScale(scaleKind, low, high), [scaleKind, low, high]);
  const sortBy = (column: SortColumn) => {
    const reversed = column === view.sort && view.order === 'asc';
    change({ sort: column === 'branchCode' ? '' : column, order: reversed ? 'desc' : '' });
  };
  const scopeTo = (scope: BranchScope) =>
    change({
      runId: scope.kind === 'runs' ? (scope.runIds[0] ?? '') : '',
      landedFrom: scope.kind === 'landed' ? scope.from : '',
      landedTo: scope.kind === 'landed' ? scope.to : '',
    });

  return (
    <>
      <PageTitle title="Branches" />
      {summary && <Headline summary={summary} isStale={first.isPlaceholderData} />}
      <search className={styles['controls']}>
        <ScopeSwitch scope={view.scope} onScope={scopeTo} />
        <SearchBox label="Search branch" placeholder="part of its code" q={view.q} onSearch={(q) => change({ q })} />
        <ScaleSwitch
          kind={scaleKind}
          onKind={(kind) => change({ scale: kind === 'log' ? '' : kind })}
          labelClass={styles['label']}
        >
          Range scale
        </ScaleSwitch>
        <DownloadButton href={downloadAddress(view)} fileName="branches.csv" size="xs" className={styles['push'] ?? ''}>
          Download CSV
        </DownloadButton>
      </search>
      <QueryState query={failed ?? first} what="branches" />
      {summary?.matching === 0 && !first.isPlaceholderData && <NoBranches view={view} />}
      {summary && summary.matching > 0 && (
        <BranchTable
          view={view}
          summary={summary}
          rowAt={rowAt}
          scale={scale}
          isStale={first.isPlaceholderData}
          onSort={sortBy}
          onRows={onRows}
        />
      )}
      <p className="visually-hidden" role="status">
        {summary && !first.isPlaceholderData ? `${summary.matching} branches are listed` : ''}
      </p>
    </>
  );
}
