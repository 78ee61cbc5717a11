import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';

/** What this is, and in which version. */
export function AboutPage() {
  const query = useQuery({
    queryKey: ['health'],
    queryFn: () => dataOf(api.GET('/api/health', { params: { query: {} } })),
  });
  return (
    <>
      <PageTitle title="About Countinghouse" />
      <p>Exact figures per bank branch, each with a receipt.</p>
      <QueryState query={query} what="version" />
      {query.data && (
        <p>
          Version <code>{query.data.version}</code>
        </p>
      )}
    </>
  );
}
