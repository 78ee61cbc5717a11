import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

export interface SizeBudget {
  /** In units of 1,000 bytes, compressed by gzip at its default level. */
  readonly mostGzipKB: number;
}

interface Chunk {
  readonly code: string;
  readonly imports: readonly string[];
}

/**
 * Fails the build when the page would load more JavaScript than the budget allows before it can draw: the scripts that
 * `index.html` names and all that these import statically. Lazy pages do not count. The figure is written beside the output
 * folder, as `<folder>-size.json`, where `npm run bench -- dashboard` reads it.
 */
export function sizeBudget({ mostGzipKB }: SizeBudget): Plugin {
  let reportFile = '';
  return {
    name: 'countinghouse:size-budget',
    apply: 'build',
    configResolved({ root, build }) {
      reportFile = sizeReportOf(path.resolve(root, build.outDir));
    },
    writeBundle({ dir = '' }, bundle) {
      const read = (name: string) => readFileSync(path.join(dir, name), 'utf8');
      const chunks = new Map<string, Chunk>();
      for (const part of Object.values(bundle)) if (part.type === 'chunk') chunks.set(part.fileName, part);
      // A script that Vite did not make was copied from `public/` as it is.
      const of = (name: string): Chunk => chunks.get(name) ?? { code: read(name), imports: [] };
      const bytes = initialScripts(read('index.html'), of).reduce(
        (sum, name) => sum + gzipSync(of(name).code).length,
        0,
      );
      const initialJsGzipKB = Math.ceil(bytes / 100) / 10;
      writeFileSync(reportFile, `${JSON.stringify({ initialJsGzipKB })}\n`);
      if (bytes > mostGzipKB * 1000) {
        this.error(
          `The initial JavaScript is ${initialJsGzipKB} KB (gzip; 1 KB = 1,000 bytes), the budget is ${mostGzipKB} KB. ` +
            'Load what the first page does not need lazily.',
        );
      }
    },
  };
}

/** Where the size of a build is told: beside its folder, since all that is inside is shipped. */
export function sizeReportOf(folder: string): string {
  return `${folder.replace(/\.new$/, '')}-size.json`;
}

/** The scripts of the page and, once each, all that they import statically. */
export function initialScripts(html: string, of: (name: string) => Chunk): string[] {
  const scripts = [...html.matchAll(/<script\b[^>]*\bsrc="\/([^"]+)"/g)].map(([, name = '']) => name);
  const initial = new Set<string>();
  const add = (name: string) => {
    if (initial.has(name)) return;
    initial.add(name);
    for (const imported of of(name).imports) add(imported);
  };
  for (const script of scripts) add(script);
  return [...initial];
}
