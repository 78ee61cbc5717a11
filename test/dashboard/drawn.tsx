import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { Me } from '../../dashboard/src/api/client.ts';
import { createQueryClient } from '../../dashboard/src/api/query-client.ts';
import { Known } from '../../dashboard/src/sign-in/me.tsx';
import { ThemeProvider } from '../../dashboard/src/theme/theme-provider.tsx';

const operator = { subject: 'olga', name: 'Olga Operator', role: 'operator' } as const;

/** Draws something as the app does: in its theme, with its way of asking, at an address of its own, for an operator. */
export function drawn(children: ReactNode, path = '/', me: Me = operator) {
  standIns();
  const location = memoryLocation({ path, record: true });
  const view = render(
    <ThemeProvider>
      <QueryClientProvider client={createQueryClient()}>
        <Router hook={location.hook} searchHook={location.searchHook}>
          <Known me={me}>{children}</Known>
        </Router>
      </QueryClientProvider>
    </ThemeProvider>,
  );
  return { ...view, location };
}

/** What jsdom lacks. */
function standIns() {
  window.matchMedia ??= (query: string) =>
    ({ matches: false, media: query, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;
  window.scrollTo = () => {};
  Element.prototype.scrollIntoView ??= () => {};
  window.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  if (!('locks' in navigator)) {
    Object.defineProperty(navigator, 'locks', { configurable: true, value: { query: async () => ({ held: [] }) } });
  }
}
