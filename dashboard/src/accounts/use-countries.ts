import { useQuery } from '@tanstack/react-query';
import { api, type Country, type CountryPage, dataOf } from '../api/client.ts';

const countriesAPage = 200;
/** There are fewer countries in the world; a file may name anything so. */
const mostCountries = 5000;

export interface Countries {
  readonly items: readonly Country[];
  /** False when there are more than are read. */
  readonly isWhole: boolean;
}

/** What the balances of a run come to by country. What a run has published never changes. */
export function useCountries(runId: string | undefined) {
  return useQuery({
    queryKey: ['countries', runId],
    enabled: runId !== undefined,
    queryFn: ({ signal }) => readAll(runId ?? '', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function readAll(runId: string, signal: AbortSignal): Promise<Countries> {
  const items: Country[] = [];
  let cursor: string | null = '';
  while (cursor !== null && items.length < mostCountries) {
    const query = { runId, limit: countriesAPage, ...(cursor && { cursor }) };
    const page: CountryPage = await dataOf(api.GET('/api/countries', { params: { query }, signal }));
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return { items, isWhole: cursor === null };
}
