import { type Account, type AccountPage, api, dataOf } from '../api/client.ts';
import { useListRows } from '../lists/use-list-rows.ts';
import type { BalanceView } from './balance-view.ts';

/**
 * Any accounts of a run in their order. The first page says of which run they are, and how many there are.
 * @param wanted numbers of pages, from 0
 */
export function useAccountRows({ runId, country, q }: BalanceView, wanted: readonly number[]) {
  const chosen = { ...(country && { country }), ...(q && { search: q }) };
  return useListRows<Account, AccountPage>(
    {
      name: 'accounts',
      view: JSON.stringify([runId, country, q]),
      ask: ({ skip, ...rest }, signal, first) => {
        // Another run may begin to count while this one is scrolled through.
        const of = first?.run?.runId ?? runId;
        const query = { ...(of && { runId: of }), ...chosen, ...rest, ...(skip > 0 && { skip }) };
        return dataOf(api.GET('/api/accounts', { params: { query }, signal }));
      },
      versionOf: ({ run, matching }) => [run?.runId, matching],
    },
    wanted,
  );
}
