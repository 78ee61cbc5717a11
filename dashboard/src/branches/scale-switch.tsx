import { SegmentedControl } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface Props {
  kind: 'log' | 'linear';
  onKind: (kind: string) => void;
  /** Names the switch. */
  children: ReactNode;
  labelClass: string | undefined;
}

/** How amounts are drawn, here and in a branch's chart. */
export function ScaleSwitch({ kind, onKind, children, labelClass }: Props) {
  const label = useId();
  return (
    <div>
      <span className={labelClass} id={label}>
        {children}
      </span>
      <SegmentedControl
        size="xs"
        data={[
          { value: 'log', label: 'Logarithmic' },
          { value: 'linear', label: 'Linear' },
        ]}
        value={kind}
        onChange={onKind}
        aria-labelledby={label}
      />
    </div>
  );
}
