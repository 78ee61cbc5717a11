import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { componentStyleSheets, namesUsedBy } from '../../dashboard/bundling/mantine-components.ts';
import { styleSheet } from '../../dashboard/bundling/mantine-styles.ts';

const sources = path.join(import.meta.dirname, '../../dashboard/src');
const sheets = componentStyleSheets(sources).map((file) => path.basename(file, '.layer.css'));

describe('the static style sheet', () => {
  it('has the styles of what the sources use, and of what that is made of', () => {
    expect(namesUsedBy(sources)).toContain('Button');
    expect(sheets).toEqual(expect.arrayContaining(['Button', 'UnstyledButton', 'Loader', 'Input', 'SegmentedControl']));
    expect(sheets).not.toContain('ColorPicker');
  });

  it('has a component’s styles after those of its parts, which they override', () => {
    expect(sheets.indexOf('Button')).toBeGreaterThan(sheets.indexOf('UnstyledButton'));
  });

  it('sets the theme’s variables for both themes', () => {
    const css = styleSheet(sources);
    expect(css).toContain('--mantine-color-ledger-7: #206b43');
    expect(css).toContain(':root[data-mantine-color-scheme="dark"]');
    expect(css).toContain(':root[data-mantine-color-scheme="light"]');
  });
});

/** What of Mantine writes a style element at run time, which the content security policy forbids. */
const writers = /^(Grid|GridCol|SimpleGrid|AppShell\w*|Container|ColorSchemeScript|InlineStyles)$/;
const responsiveProperty = /\s[a-z]+\w*=\{\{\s*(base|xs|sm|md|lg|xl):/i;
const visibility = /\s(hiddenFrom|visibleFrom|lightHidden|darkHidden)[=\s>]/;

describe('the sources', () => {
  it('use nothing that writes a style element', () => {
    expect(namesUsedBy(sources).filter((name) => writers.test(name))).toEqual([]);
  });

  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
  it.each(files)('%s has no responsive style property', (file) => {
    const code = readFileSync(path.join(sources, file), 'utf8');
    expect(code).not.toMatch(responsiveProperty);
    expect(code).not.toMatch(visibility);
    expect(code).not.toContain('dangerouslySetInnerHTML');
  });
});
