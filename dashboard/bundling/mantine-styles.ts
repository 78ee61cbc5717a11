import { readFileSync } from 'node:fs';
import {
  convertCssVariables,
  DEFAULT_THEME,
  deepMerge,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import type { Plugin } from 'vite';
import { cssVariables } from '../src/theme/css-variables.ts';
import { theme } from '../src/theme/theme.ts';
import { commonStyleSheet, componentStyleSheets } from './mantine-components.ts';

const asked = 'virtual:mantine.css';
const resolved = '\0mantine.css';

/**
 * Gives `virtual:mantine.css`: the theme's variables and the styles of the Mantine components in use, as one static style
 * sheet. Mantine would write the variables into a style element at run time, which the content security policy forbids.
 *
 * @param sources the folder whose imports say which components are in use
 */
export function mantineStyles(sources: string): Plugin {
  return {
    name: 'countinghouse:mantine-styles',
    resolveId: (id) => (id === asked ? resolved : undefined),
    load: (id) => (id === resolved ? styleSheet(sources) : undefined),
  };
}

export function styleSheet(sources: string): string {
  const files = [commonStyleSheet('baseline'), ...componentStyleSheets(sources), commonStyleSheet('global')];
  return [...files.map((file) => readFileSync(file, 'utf8')), themeVariables()].join('\n');
}

export function themeVariables(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  return convertCssVariables(deepMerge(defaultCssVariablesResolver(merged), cssVariables(merged)), ':root');
}
