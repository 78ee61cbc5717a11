import { describe, expect, it } from 'vitest';
import { themeVariables } from '../../dashboard/bundling/mantine-styles.ts';
import { tones } from '../../dashboard/src/theme/tones.ts';

type Scheme = 'light' | 'dark';
const css = themeVariables();

/** The variables as they are in force in a theme, with references resolved. */
function colourOf(scheme: Scheme, name: string): string {
  const blocks = [`:root[data-mantine-color-scheme="${scheme}"]{`, ':root{'].map((head) => {
    const start = css.indexOf(head);
    return css.slice(start, css.indexOf('}', start));
  });
  for (const block of blocks) {
    const value = new RegExp(`[{;]\\s*${name}:\\s*([^;]+)`).exec(block)?.[1]?.trim();
    if (value === undefined) continue;
    const reference = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
    return reference ? colourOf(scheme, reference) : value;
  }
  throw new Error(`${name} is not set in the ${scheme} theme`);
}

/** Contrast of two opaque colours (WCAG 2.2). */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const channels = channelsOf(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channelsOf(colour: string): number[] {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour)?.[1];
  if (hex)
    return (hex.length === 3 ? [...hex].map((x) => x + x) : (hex.match(/../g) ?? [])).map((x) =>
      Number.parseInt(x, 16),
    );
  const rgb = /^rgba?\(\s*(\d+),\s*(\d+),\s*(\d+)(?:,\s*1)?\s*\)$/.exec(colour);
  if (rgb) return rgb.slice(1, 4).map(Number);
  throw new Error(`"${colour}" is no opaque colour`);
}

const text: [ink: string, surface: string][] = [
  ...[
    '--mantine-color-text',
    '--mantine-color-dimmed',
    '--mantine-color-anchor',
    '--mantine-color-error',
    '--ch-faint',
  ].flatMap((ink): [string, string][] =>
    ['--mantine-color-body', '--ch-surface', '--ch-hover'].map((surface) => [ink, surface]),
  ),
  ...tones.flatMap((tone): [string, string][] => [
    [`--ch-${tone}`, `--ch-${tone}-surface`],
    [`--ch-${tone}`, '--mantine-color-body'],
    ['--mantine-color-text', `--ch-${tone}-surface`],
  ]),
  ...['ledger', 'red', 'blue'].flatMap((colour): [string, string][] => [
    ['--mantine-color-white', `--mantine-color-${colour}-filled`],
    [`--mantine-color-${colour}-light-color`, `--mantine-color-${colour}-light`],
    [`--mantine-color-${colour}-text`, '--mantine-color-body'],
  ]),
  ['--mantine-color-placeholder', '--mantine-color-default'],
  ['--mantine-color-default-color', '--mantine-color-default'],
];

const shapes: [string, string][] = [
  ['--ch-edge', '--mantine-color-body'],
  ['--ch-span', '--mantine-color-body'],
  ['--ch-mark', '--ch-span'],
  ['--ch-series', '--mantine-color-body'],
  ['--mantine-color-default-border', '--mantine-color-body'],
];

describe.each(['light', 'dark'] as const)('in the %s theme', (scheme) => {
  it.each(text)('%s can be read on %s (4.5 to 1)', (ink, surface) => {
    expect(contrast(colourOf(scheme, ink), colourOf(scheme, surface))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(shapes)('%s can be seen on %s (3 to 1)', (shape, surface) => {
    expect(contrast(colourOf(scheme, shape), colourOf(scheme, surface))).toBeGreaterThanOrEqual(3);
  });
});

it('contrast is computed as WCAG says', () => {
  expect(contrast('#000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
