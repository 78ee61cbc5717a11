import type { paths } from '../api/api.generated.ts';
import type { ScaleKind } from './range-scale.ts';

export const sortColumns = ['branchCode', 'count', 'min', 'average', 'max', 'sum'] as const;
export type SortColumn = (typeof sortColumns)[number];
export type SortOrder = 'asc' | 'desc';

/** The files whose figures are shown. Days are in UTC, both included; an empty one is open. */
export type BranchScope =
  | { readonly kind: 'counted' }
  | { readonly kind: 'runs'; readonly runIds: readonly string[] }
  | { readonly kind: 'landed'; readonly from: string; readonly to: string };

/** Which branches are shown, and in which order. */
export interface BranchView {
  readonly scope: BranchScope;
  readonly q: string;
  readonly sort: SortColumn;
  readonly order: SortOrder;
}

/** The view that an address names; what it does not name, or names wrongly, is as usual. */
export function viewOf(address: URLSearchParams): BranchView {
  return {
    scope: scopeOf(address),
    q: address.get('q') ?? '',
    sort: sortColumns.find((column) => column === address.get('sort')) ?? 'branchCode',
    order: address.get('order') === 'desc' ? 'desc' : 'asc',
  };
}

export function scaleOf(address: URLSearchParams): ScaleKind {
  return address.get('scale') === 'linear' ? 'linear' : 'log';
}

const day = /^\d{4}-\d{2}-\d{2}$/;

function scopeOf(address: URLSearchParams): BranchScope {
  const runIds = address.getAll('runId').filter((runId) => runId !== '');
  if (runIds.length > 0) return { kind: 'runs', runIds };
  const [from = '', to = ''] = ['landedFrom', 'landedTo'].map((name) => {
    const given = address.get(name) ?? '';
    return day.test(given) ? given : '';
  });
  return from || to ? { kind: 'landed', from, to } : { kind: 'counted' };
}

type ViewQuery = NonNullable<paths['/api/branches']['get']['parameters']['query']>;

/** The view as parameters of the API, without those that are as usual. */
export function queryOf({ scope, q, sort, order }: BranchView): ViewQuery {
  return {
    ...(scope.kind === 'runs' && { runId: [...scope.runIds] }),
    ...(scope.kind === 'landed' && scope.from && { landedFrom: scope.from }),
    ...(scope.kind === 'landed' && scope.to && { landedTo: scope.to }),
    ...(q && { q }),
    ...(sort !== 'branchCode' && { sort }),
    ...(order !== 'asc' && { order }),
  };
}

/** Where exactly what the view shows can be downloaded, all pages of it. */
export function downloadAddress(view: BranchView): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(queryOf(view))) {
    for (const one of [value].flat()) parameters.append(name, String(one));
  }
  return `/api/branches.csv${parameters.size > 0 ? `?${parameters}` : ''}`;
}

/** The address of a branch's own page. Its code may hold any character. */
export function branchAddress(branchCode: string): string {
  return `/branches/${encodeURIComponent(branchCode)}`;
}
