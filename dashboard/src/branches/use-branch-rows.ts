import { api, type Branch, type BranchPage, dataOf } from '../api/client.ts';
import { useListRows } from '../lists/use-list-rows.ts';
import { type BranchView, queryOf } from './branch-view.ts';

/**
 * Any rows of a list of branches. Its first page brings the summary.
 * @param wanted numbers of pages, from 0
 */
export function useBranchRows(view: BranchView, wanted: readonly number[]) {
  const parameters = queryOf(view);
  const rows = useListRows<Branch, BranchPage>(
    {
      name: 'branches',
      view: JSON.stringify(parameters),
      ask: ({ skip, ...rest }, signal) => {
        const query = { ...parameters, ...rest, ...(skip > 0 && { skip }) };
        return dataOf(api.GET('/api/branches', { params: { query }, signal }));
      },
      versionOf: ({ summary }) => summary,
    },
    wanted,
  );
  return { ...rows, summary: rows.first.data?.summary ?? null };
}
