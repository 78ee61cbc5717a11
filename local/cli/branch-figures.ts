import type { Branch } from '../../lambdas/core/reports/branch.ts';
import type { Api } from './api.ts';
import type { TellableFigures } from './figures.ts';
import { branchesOf } from './merge-branches.ts';
import { type Column, grouped, tableLines } from './table.ts';

const SHOWN = 20;

const columns: ReadonlyArray<Column<Branch>> = [
  { title: 'branch', align: 'left', text: ({ branchCode }) => branchCode },
  { title: 'count', align: 'right', text: ({ count }) => grouped(count) },
  { title: 'min', align: 'right', text: ({ min }) => grouped(min) },
  { title: 'max', align: 'right', text: ({ max }) => grouped(max) },
  { title: 'average', align: 'right', text: ({ average }) => grouped(average) },
  { title: 'total', align: 'right', text: ({ sum }) => grouped(sum) },
];

/** The figures per branch of several runs, merged, by branch code. */
export async function branchFigures(api: Api, runIds: readonly string[]): Promise<TellableFigures> {
  const branches = await branchesOf(api, runIds);
  const lines = [
    ...(branches.length > 0 ? tableLines(columns, branches.slice(0, SHOWN)) : []),
    ...(branches.length > SHOWN ? [`… and ${grouped(branches.length - SHOWN)} more branches`] : []),
  ];
  return { document: { branches }, lines };
}
