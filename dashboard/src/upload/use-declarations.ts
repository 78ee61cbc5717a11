import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';

/** The declarations of all job types. They change with a deployment only. */
export function useDeclarations() {
  return useQuery({
    queryKey: ['job-types'],
    queryFn: () => dataOf(api.GET('/api/job-types')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
