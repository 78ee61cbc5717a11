import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf, type Run } from '../api/client.ts';
import { formatMoment } from '../layout/moment.tsx';
import { useDebounced } from '../layout/use-debounced.ts';
import styles from './controls.module.css';

const restMs = 250;
const mostOffered = 30;

interface Props {
  runId: string | undefined;
  onRun: (runId: string) => void;
}

/** Chooses one file among those with figures, the newest first, by any part of its name. */
export default function RunPicker({ runId, onRun }: Props) {
  const [search, setSearch] = useState('');
  const chosen = useQuery({
    queryKey: ['run', runId],
    queryFn: ({ signal }) => dataOf(api.GET('/api/runs/{runId}', { params: { path: { runId: runId ?? '' } }, signal })),
    enabled: runId !== undefined,
  });
  const label = chosen.data && labelOf(chosen.data);
  // What was chosen stands in the field; it is not what one searches for.
  const q = useDebounced(search === label ? '' : search.trim(), restMs);
  const { data, isFetching } = useQuery({
    queryKey: ['runs', 'with figures', q],
    queryFn: ({ signal }) => {
      const query = { state: ['SUCCEEDED' as const], limit: mostOffered, ...(q && { q }) };
      return dataOf(api.GET('/api/runs', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });
  const offered = data?.items ?? [];
  const runs = chosen.data && !offered.some((run) => run.runId === runId) ? [chosen.data, ...offered] : offered;
  return (
    <Select
      size="xs"
      label="File"
      className={styles['picker']}
      placeholder="Search by name, run or request id"
      data={runs.map((run) => ({ value: run.runId, label: labelOf(run) }))}
      // The server has searched already.
      filter={({ options }) => options}
      value={runId ?? null}
      onChange={(value) => value && onRun(value)}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={isFetching ? 'Searching…' : 'No file with figures is named so'}
      // Mantine's own scroll area writes a style element.
      withScrollArea={false}
      classNames={{ options: styles['options'] ?? '' }}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

/** Two versions of a file have the same name; when they landed tells them apart. */
function labelOf(run: Pick<Run, 'sources' | 'runId'>): string {
  const [source] = run.sources;
  if (!source) return run.runId;
  return `${source.key.slice(source.key.lastIndexOf('/') + 1)} · ${formatMoment(source.landedAt)}`;
}
