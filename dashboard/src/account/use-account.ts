import { useInfiniteQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';
import { polling } from '../api/polling.ts';

const runsAPage = 50;

/** What became of an account in each run that counts, the newest first, page by page. */
export function useAccount(accountNumber: string) {
  return useInfiniteQuery({
    queryKey: ['account', accountNumber],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: runsAPage, ...(pageParam && { cursor: pageParam }) };
      return dataOf(api.GET('/api/accounts/{accountNumber}', { params: { path: { accountNumber }, query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    ...polling(() => false),
  });
}
