import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { theme } from './theme.ts';

/**
 * Mantine without anything that it would write into a style element: its variables are in the static style sheet (see
 * bundling/mantine-styles.ts), and `hiddenFrom` and the like are not used. The chosen theme is kept in localStorage.
 */
export function ThemeProvider({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      {children}
    </MantineProvider>
  );
}
