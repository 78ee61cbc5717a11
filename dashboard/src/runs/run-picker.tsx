import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf, type Run } from '../api/client.ts';
import { formatMoment } from '../layout/moment.tsx';
import { useDebounced } from '../layout/use-debounced.ts';
import styles from '../lists/controls.module.css';
import { runName } from './run-names.ts';

const restMs = 250;
const mostOffered = 30;

interface Props {
  jobType: string;
  /** What a run of the job type is the run of. */
  label: string;
  runId: string | undefined;
  onRun: (runId: string) => void;
}

/** Chooses one run of a job type among those with figures, the newest first, by any part of the names of its files. */
export default function RunPicker({ jobType, label: what, runId, onRun }: Props) {
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
    queryKey: ['runs', 'with figures', jobType, q],
    queryFn: ({ signal }) => {
      const query = { jobType, state: ['SUCCEEDED' as const], limit: mostOffered, ...(q && { q }) };
      return dataOf(api.GET('/api/runs', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });
  const offered = data?.items ?? [];
  const runs = chosen.data && !offered.some((run) => run.runId === runId) ? [chosen.data, ...offered] : offered;
  return (
    <Select
      size="xs"
      label={what}
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
      nothingFoundMessage={isFetching ? 'Searching…' : 'None with figures is named so'}
      // Mantine's own scroll area writes a style element.
      withScrollArea={false}
      classNames={{ options: styles['options'] ?? '' }}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

/** Two versions of a file have the same name; when they landed tells them apart. */
function labelOf(run: Pick<Run, 'sources' | 'missingRoles' | 'jobType' | 'runId'>): string {
  const landed = run.sources.map(({ landedAt }) => landedAt).sort();
  const last = landed.at(-1);
  return last === undefined ? run.runId : `${runName(run)} · ${formatMoment(last)}`;
}
