import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/client.ts';
import { App } from './app.tsx';
import './styles.css';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A wrong address stays wrong; a waking database and a lost connection are worth another try.
      retry: (failures, error) =>
        failures < 8 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      retryDelay: (failures, error) =>
        error instanceof ApiError && error.retryAfter
          ? error.retryAfter * 1000
          : Math.min(1000 * 2 ** failures, 15_000),
      // Hidden tabs do not ask: the database may go to sleep behind them.
      refetchIntervalInBackground: false,
      staleTime: 1000,
    },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
