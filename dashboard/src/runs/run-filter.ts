import { type RunState, runStates } from './run-states.ts';

/** Which runs are listed, as the address says it. */
export interface RunFilter {
  readonly states: readonly RunState[];
  readonly jobType: string;
  /** Days (UTC), or empty. */
  readonly from: string;
  readonly to: string;
  readonly q: string;
}

const day = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the address; what it says wrongly is left out. */
export function filterOf(address: URLSearchParams): RunFilter {
  const named = (address.get('state') ?? '').split(',');
  const dayAt = (name: string) => {
    const text = address.get(name) ?? '';
    return day.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';
  };
  return {
    states: runStates.filter((state) => named.includes(state)),
    jobType: address.get('jobType') ?? '',
    from: dayAt('from'),
    to: dayAt('to'),
    q: address.get('q') ?? '',
  };
}

/** Whether the filter leaves anything out. */
export function isNarrow({ states, jobType, from, to, q }: RunFilter): boolean {
  return states.length > 0 || [jobType, from, to, q].some((text) => text !== '');
}

/** The filter as the API takes it. */
export function queryOf({ states, jobType, from, to, q }: RunFilter) {
  return {
    ...(states.length > 0 && { state: [...states] }),
    ...(jobType && { jobType }),
    ...(from && { createdFrom: from }),
    ...(to && { createdTo: to }),
    ...(q && { q }),
  };
}

/** An end before the beginning, which no run can meet and the API refuses. */
export function isImpossible({ from, to }: RunFilter): boolean {
  return from !== '' && to !== '' && to < from;
}
