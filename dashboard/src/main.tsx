import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'virtual:mantine.css';
import './theme/global.css';
import { createQueryClient } from './api/query-client.ts';
import { App } from './app.tsx';
import { ThemeProvider } from './theme/theme-provider.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');
createRoot(root).render(
  <StrictMode>
    <ThemeProvider>
      <QueryClientProvider client={createQueryClient()}>
        <App />
      </QueryClientProvider>
    </ThemeProvider>
  </StrictMode>,
);
