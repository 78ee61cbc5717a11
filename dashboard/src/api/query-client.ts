import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';

const mostRetries = 8;
const longestDelayMs = 15_000;

/** How the dashboard asks: again when it may help, when the server says, and never from a hidden tab. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < mostRetries && (!(error instanceof ApiError) || error.mayPass),
        retryDelay: (failures, error) =>
          error instanceof ApiError && error.retryAfter
            ? error.retryAfter * 1000
            : Math.min(1000 * 2 ** failures, longestDelayMs),
        // Hidden tabs do not ask: the database may go to sleep behind them.
        refetchIntervalInBackground: false,
        staleTime: 1000,
      },
    },
  });
}
