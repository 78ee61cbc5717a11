import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'virtual:mantine.css';
import './theme/global.css';
import { createQueryClient } from './api/query-client.ts';
import { App } from './app.tsx';
import { Guarded } from './sign-in/guarded.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { startSession } from './sign-in/start.ts';
import { ThemeProvider } from './theme/theme-provider.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');

const page: ReactNode = await startSession().then(
  (session) => (
    <Guarded session={session}>
      <App />
    </Guarded>
  ),
  (error: unknown) => (
    <SignInPage title="Nobody could be signed in" act="Try again" onAct={() => window.location.assign('/')}>
      {error instanceof Error ? error.message : String(error)}
    </SignInPage>
  ),
);

createRoot(root).render(
  <StrictMode>
    <ThemeProvider>
      <QueryClientProvider client={createQueryClient()}>{page}</QueryClientProvider>
    </ThemeProvider>
  </StrictMode>,
);
