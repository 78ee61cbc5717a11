import { SegmentedControl, TextInput } from '@mantine/core';
import { lazy, Suspense, useId, useState } from 'react';
import { Link } from 'wouter';
import { Count } from '../amounts/figures.tsx';
import styles from '../lists/controls.module.css';
import type { BranchScope } from './branch-view.ts';

/** Loaded when it is needed: most visits look at all files. */
const RunPicker = lazy(() => import('../runs/run-picker.tsx'));

const kinds = [
  { value: 'counted', label: 'All counted files' },
  { value: 'runs', label: 'One file' },
  { value: 'landed', label: 'Date range' },
] as const satisfies readonly { value: BranchScope['kind']; label: string }[];

interface Props {
  scope: BranchScope;
  onScope: (scope: BranchScope) => void;
}

/** Which files' figures are shown: all that count, one, or those that landed on certain days. */
export function ScopeSwitch({ scope, onScope }: Props) {
  const label = useId();
  // A choice that is not complete yet is not in the address.
  const [begun, setBegun] = useState<BranchScope['kind']>('counted');
  const chosen = scope.kind === 'counted' ? begun : scope.kind;
  const choose = (kind: BranchScope['kind']) => {
    setBegun(kind);
    if (scope.kind !== 'counted') onScope({ kind: 'counted' });
  };
  return (
    <>
      <div>
        <span className={styles['label']} id={label}>
          Figures of
        </span>
        <SegmentedControl
          size="xs"
          data={[...kinds]}
          value={chosen}
          onChange={(value) => choose(kinds.find((kind) => kind.value === value)?.value ?? 'counted')}
          aria-labelledby={label}
        />
      </div>
      {chosen === 'runs' && <ChosenRuns scope={scope} onScope={onScope} />}
      {chosen === 'landed' && <Days scope={scope} onScope={onScope} />}
    </>
  );
}

function ChosenRuns({ scope, onScope }: Props) {
  const runIds = scope.kind === 'runs' ? scope.runIds : [];
  const [only] = runIds;
  if (runIds.length > 1) {
    return (
      <p className={styles['aside']}>
        <Count value={runIds.length} /> files together, whether they count or not
      </p>
    );
  }
  return (
    <>
      <Suspense>
        <RunPicker
          jobType="branch-stats"
          label="File"
          runId={only}
          onRun={(runId) => onScope({ kind: 'runs', runIds: [runId] })}
        />
      </Suspense>
      {only && (
        <p className={styles['aside']}>
          <Link href={`/runs/${only}`}>Its receipt</Link>
        </p>
      )}
    </>
  );
}

function Days({ scope, onScope }: Props) {
  const { from, to } = scope.kind === 'landed' ? scope : { from: '', to: '' };
  const change = (days: { from?: string; to?: string }) => {
    const next = { kind: 'landed', from, to, ...days } as const;
    onScope(next.from || next.to ? next : { kind: 'counted' });
  };
  return (
    <>
      <TextInput
        type="date"
        size="xs"
        label="Landed from (UTC)"
        value={from}
        max={to || undefined}
        onChange={(event) => change({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        size="xs"
        label="Landed to (UTC)"
        value={to}
        min={from || undefined}
        onChange={(event) => change({ to: event.currentTarget.value })}
      />
    </>
  );
}
