import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { EmptyState } from '../layout/empty-state.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { useAddress } from '../layout/use-address.ts';
import { useDebounced } from '../layout/use-debounced.ts';
import '../styles.css';
import { RunTable } from './run-table.tsx';
import { stateWord } from './state-badge.tsx';
import { runStates, useRuns } from './use-runs.ts';

export function RunsPage() {
  const [parameters, change] = useAddress();
  const state = runStates.find((known) => known === parameters.get('state')) ?? '';
  const [search, setSearch] = useState(parameters.get('q') ?? '');
  const q = useDebounced(search, 250);
  const query = useRuns({ state, q });
  const runs = query.data?.pages.flatMap((page) => page.items) ?? [];

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new search term belongs in the address, `change` is made anew each time
  useEffect(() => change({ q }), [q]);

  return (
    <>
      <PageTitle title="Runs" />
      <search className="controls">
        <TextInput
          label="Search file, id or error"
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <NativeSelect
          label="State"
          value={state}
          onChange={(event) => change({ state: event.target.value })}
          data={[{ value: '', label: 'All' }, ...runStates.map((value) => ({ value, label: stateWord(value) }))]}
        />
      </search>
      <QueryState query={query} what="runs" />
      {query.data && runs.length === 0 && (
        <EmptyState title={state || q ? 'No run matches' : 'No file has landed yet'}>
          <p>{state || q ? 'Search for less, or for all states.' : 'Each file that lands becomes a run here.'}</p>
        </EmptyState>
      )}
      {runs.length > 0 && <RunTable runs={runs} />}
      {query.hasNextPage && (
        <p className="more">
          <Button variant="default" disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {query.isFetchingNextPage ? 'Loading…' : 'Show older runs'}
          </Button>
        </p>
      )}
    </>
  );
}
