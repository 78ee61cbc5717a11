import type { CSSVariablesResolver } from '@mantine/core';
import { type Palette, palettes } from './tones.ts';

/** What of Mantine's colours is too pale to be read at 4.5 to 1, and the dashboard's own names (`--ch-…`). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: variablesOf(palettes.light),
  dark: variablesOf(palettes.dark),
});

function variablesOf(palette: Palette): Record<string, string> {
  const tones = Object.entries(palette.tones).flatMap(([tone, { ink, surface, line }]) => [
    [`--ch-${tone}`, ink],
    [`--ch-${tone}-surface`, surface],
    [`--ch-${tone}-line`, line],
  ]);
  return {
    '--mantine-color-dimmed': palette.faint,
    '--mantine-color-placeholder': palette.faint,
    '--mantine-color-error': palette.tones.bad.ink,
    '--mantine-color-success': palette.tones.good.ink,
    '--mantine-color-anchor': palette.anchor,
    '--mantine-color-default-border': palette.edge,
    '--mantine-color-default-hover': palette.hover,
    '--ch-surface': palette.surface,
    '--ch-hover': palette.hover,
    '--ch-line': palette.line,
    '--ch-edge': palette.edge,
    '--ch-faint': palette.faint,
    '--ch-span': palette.span,
    '--ch-mark': palette.mark,
    '--ch-series': palette.series,
    ...Object.fromEntries(tones),
  };
}
