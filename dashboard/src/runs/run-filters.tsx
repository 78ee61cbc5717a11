import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useDebounced } from '../layout/use-debounced.ts';
import { isNarrow, type RunFilter } from './run-filter.ts';
import styles from './run-filters.module.css';
import { stateWord } from './run-looks.ts';
import { runStates } from './run-states.ts';
import { useJobTypes } from './use-runs.ts';

interface Props {
  filter: RunFilter;
  /** An empty value takes its name out of the address. */
  change: (changes: Record<string, string>) => void;
}

const together = [
  { value: 'PENDING,IN_PROGRESS', label: 'Open: waiting or in progress' },
  { value: 'REJECTED,FAILED', label: 'In need of a person: rejected or failed' },
];

/** Narrows the list; all that is chosen is in the address. */
export function RunFilters({ filter, change }: Props) {
  const jobTypes = useJobTypes();
  const names = [...new Set([...(jobTypes.data?.items.map(({ name }) => name) ?? []), filter.jobType])].filter(Boolean);
  const states = filter.states.join(',');
  const options = [
    { value: '', label: 'All' },
    ...together,
    ...runStates.map((value) => ({ value, label: stateWord(value) })),
  ];
  return (
    <search className={styles['filters']} aria-label="Runs">
      <Search q={filter.q} change={change} />
      <NativeSelect
        label="State"
        value={states}
        onChange={(event) => change({ state: event.target.value })}
        data={
          options.some(({ value }) => value === states)
            ? options
            : [...options, { value: states, label: filter.states.map(stateWord).join(' or ') }]
        }
      />
      <NativeSelect
        label="Job type"
        value={filter.jobType}
        onChange={(event) => change({ jobType: event.target.value })}
        data={[{ value: '', label: 'All' }, ...names.map((name) => ({ value: name, label: name }))]}
      />
      <TextInput
        label="From day (UTC)"
        type="date"
        value={filter.from}
        max={filter.to || undefined}
        onChange={(event) => change({ from: event.target.value })}
      />
      <TextInput
        label="To day (UTC)"
        type="date"
        value={filter.to}
        min={filter.from || undefined}
        onChange={(event) => change({ to: event.target.value })}
      />
      {isNarrow(filter) && (
        <Button variant="default" onClick={() => change({ state: '', jobType: '', from: '', to: '', q: '' })}>
          Show all runs
        </Button>
      )}
    </search>
  );
}

/** What is typed goes into the address once it rests; what the address says otherwise is shown. */
function Search({ q, change }: { q: string; change: Props['change'] }) {
  const [typed, setTyped] = useState(q);
  const rested = useDebounced(typed, 250);
  const told = useRef(q);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new term belongs in the address, `change` is made anew each time
  useEffect(() => {
    if (rested === told.current) return;
    told.current = rested;
    change({ q: rested });
  }, [rested]);
  useEffect(() => {
    if (q === told.current) return;
    told.current = q;
    setTyped(q);
  }, [q]);
  return (
    <TextInput
      className={styles['search']}
      label="Search file, id or error"
      type="search"
      maxLength={256}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
