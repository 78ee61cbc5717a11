import type { Run } from '../api/client.ts';

export const runStates = ['PENDING', 'IN_PROGRESS', 'SUCCEEDED', 'REJECTED', 'FAILED', 'DUPLICATE'] as const;
export type RunState = (typeof runStates)[number];

export function isOpen(run: Pick<Run, 'state'>): boolean {
  return run.state === 'PENDING' || run.state === 'IN_PROGRESS';
}
