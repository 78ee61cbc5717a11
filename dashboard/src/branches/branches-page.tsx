import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { EmptyState } from '../layout/empty-state.tsx';
import { Notice } from '../layout/notice.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { useAddress } from '../layout/use-address.ts';
import { useDebounced } from '../layout/use-debounced.ts';
import '../styles.css';
import { BranchTable } from './branch-table.tsx';
import type { ScaleKind } from './range-scale.ts';
import { Summary } from './summary.tsx';
import { type SortColumn, sortColumns, useBranches } from './use-branches.ts';

/** The figures of every branch. What is shown is in the address, so that it can be shared. */
export function BranchesPage() {
  const [parameters, change] = useAddress();
  const sort = sortColumns.find((column) => column === parameters.get('sort')) ?? 'branchCode';
  const order = parameters.get('order') === 'desc' ? 'desc' : 'asc';
  const scale: ScaleKind = parameters.get('scale') === 'linear' ? 'linear' : 'log';
  const runId = parameters.get('runId') ?? '';
  const [search, setSearch] = useState(parameters.get('q') ?? '');
  const q = useDebounced(search, 250);
  const query = useBranches({ sort, order, q, runId });

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new search term belongs in the address, `change` is made anew each time
  useEffect(() => change({ q }), [q]);

  const pages = query.data?.pages ?? [];
  const branches = pages.flatMap((page) => page.items);
  const summary = pages[0]?.summary;
  const sortBy = (column: SortColumn) =>
    change({ sort: column, order: column === sort && order === 'asc' ? 'desc' : 'asc' });

  return (
    <>
      <PageTitle title="Branches" />
      {runId && (
        <Notice>
          Only the figures of <Link href={`/runs/${runId}`}>one run</Link>. <Link href="/">Show all that count</Link>
        </Notice>
      )}
      {summary && <Summary summary={summary} />}
      <search className="controls">
        <TextInput
          label="Search branch"
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <NativeSelect
          label="Range scale"
          value={scale}
          onChange={(event) => change({ scale: event.target.value })}
          data={[
            { value: 'log', label: 'Logarithmic' },
            { value: 'linear', label: 'Linear' },
          ]}
        />
      </search>
      <QueryState query={query} what="branches" />
      {query.data && branches.length === 0 && <NoBranches search={q} />}
      {branches.length > 0 && (
        <BranchTable branches={branches} sort={sort} order={order} scale={scale} onSort={sortBy} />
      )}
      {query.hasNextPage && (
        <p className="more">
          <Button variant="default" disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {query.isFetchingNextPage ? 'Loading…' : 'Show more branches'}
          </Button>
        </p>
      )}
      <p className="visually-hidden" role="status">
        {query.data ? `${branches.length} branches are shown` : ''}
      </p>
    </>
  );
}

function NoBranches({ search }: { search: string }) {
  if (search) return <EmptyState title={`No branch code contains “${search}”.`} />;
  return (
    <EmptyState title="No figures yet">
      <p>
        Drop a CSV file with the columns <code>timestamp</code>, <code>branch_code</code> and <code>amount</code> into
        the landing bucket under <code>landing/branch-stats/</code>; the <Link href="/runs">runs</Link> show how far it
        is.
      </p>
    </EmptyState>
  );
}
