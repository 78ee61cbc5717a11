import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const mantine = path.dirname(createRequire(import.meta.url).resolve('@mantine/core/styles.css'));
const index = path.join(mantine, 'esm/index.mjs');
const importLine = /import(?: \{([^}]*)\} from)? "(\.[^"]+)"|import \w+ from "(\.[^"]+)"/g;

/**
 * The style sheets of the Mantine components that the sources use, with those of all that they are made of. A component's
 * sheet comes after those of its parts, whose rules it overrides. All are in the cascade layer `mantine`.
 */
export function componentStyleSheets(sources: string): string[] {
  const sheets = new Set<string>();
  const seen = new Set<string>();
  const visit = (module: string) => {
    if (seen.has(module)) return;
    seen.add(module);
    for (const { from } of importsOf(module)) visit(from);
    const sheet = sheetOf(module);
    if (sheet) sheets.add(sheet);
  };
  for (const module of modulesUsedBy(sources)) visit(module);
  return [...sheets];
}

export function commonStyleSheet(name: 'baseline' | 'global'): string {
  return path.join(mantine, 'styles', `${name}.layer.css`);
}

/** The names that the sources import from Mantine. */
export function namesUsedBy(sources: string): string[] {
  const names = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => {
      const imports = readFileSync(path.join(sources, file), 'utf8').matchAll(
        /import\s*\{([^}]*)\}\s*from\s*'@mantine\/core'/g,
      );
      return [...imports].flatMap(([, list = '']) => list.split(',').map((name) => name.trim().split(/\s/)[0] ?? ''));
    });
  return [...new Set(names)].sort();
}

function modulesUsedBy(sources: string): string[] {
  const used = new Set(namesUsedBy(sources));
  return importsOf(index)
    .filter(({ names }) => names.some((name) => used.has(name)))
    .map(({ from }) => from);
}

/** What a module imports from its neighbours: the names and the file. */
function importsOf(module: string): { names: string[]; from: string }[] {
  const found = readFileSync(module, 'utf8').matchAll(importLine);
  return [...found].map(([, names = '', named, byDefault]) => ({
    names: names.split(',').map((name) => name.trim().split(' ')[0] ?? ''),
    from: path.resolve(path.dirname(module), named ?? byDefault ?? ''),
  }));
}

/** `Button.module.mjs` only names the classes; their rules are in `styles/Button.layer.css`. */
function sheetOf(module: string): string | undefined {
  if (!module.endsWith('.module.mjs')) return undefined;
  const sheet = path.join(mantine, 'styles', `${path.basename(module, '.module.mjs')}.layer.css`);
  if (!existsSync(sheet)) throw new Error(`Mantine has no style sheet ${sheet}`);
  return sheet;
}
