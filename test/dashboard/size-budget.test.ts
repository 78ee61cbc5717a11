import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initialScripts, sizeBudget, sizeReportOf } from '../../dashboard/bundling/size-budget.ts';

/** A text that gzip cannot make much smaller. */
function noise(characters: number): string {
  let state = 12345;
  const letter = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return String.fromCharCode(97 + (Math.floor(state / 65536) % 26));
  };
  return Array.from({ length: characters }, letter).join('');
}

describe('the size budget', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'countinghouse-budget-'));
    mkdirSync(path.join(folder, 'public'));
    writeFileSync(
      path.join(folder, 'index.html'),
      '<!doctype html><script src="/early.js"></script><script type="module" src="/main.js"></script>',
    );
    writeFileSync(path.join(folder, 'public/early.js'), 'document.title = "early";');
    writeFileSync(path.join(folder, 'main.js'), `document.title = '${noise(3000)}'; import('./page.js');`);
    writeFileSync(path.join(folder, 'page.js'), `document.title = '${noise(9000)}';`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const outDir = () => path.join(folder, 'built.new');
  const run = (mostGzipKB: number) =>
    build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      plugins: [sizeBudget({ mostGzipKB })],
      build: { outDir: outDir(), modulePreload: { polyfill: false } },
    });

  it('is kept by a page whose initial scripts are small, whatever it loads lazily; tells the figure', async () => {
    await run(4);
    const { initialJsGzipKB } = JSON.parse(readFileSync(sizeReportOf(outDir()), 'utf8'));
    const html = readFileSync(path.join(outDir(), 'index.html'), 'utf8');
    const named = [...html.matchAll(/src="\/([^"]+)"/g)].map(([, name = '']) =>
      readFileSync(path.join(outDir(), name)),
    );
    expect(named).toHaveLength(2);
    const bytes = named.reduce((sum, script) => sum + gzipSync(script).length, 0);
    expect(initialJsGzipKB * 1000).toBeGreaterThanOrEqual(bytes);
    expect(initialJsGzipKB * 1000 - bytes).toBeLessThan(100);
  });

  it('fails the build of a page beyond it, and says by how much', async () => {
    await expect(run(1)).rejects.toThrow(/initial JavaScript is \d+(\.\d)? KB .* budget is 1 KB/);
  });

  it('counts what a script imports statically, once each', () => {
    const imports: Record<string, string[]> = {
      'a.js': ['b.js', 'c.js'],
      'b.js': ['c.js'],
      'c.js': ['a.js'],
      'd.js': [],
    };
    const of = (name: string) => ({ code: '', imports: imports[name] ?? [] });
    expect(initialScripts('<script type="module" crossorigin src="/a.js"></script>', of)).toEqual([
      'a.js',
      'b.js',
      'c.js',
    ]);
  });

  it('is told beside the folder that is shipped', () => {
    expect(sizeReportOf('/x/build/dashboard.new')).toBe('/x/build/dashboard-size.json');
    expect(sizeReportOf('/x/build/dashboard')).toBe('/x/build/dashboard-size.json');
  });
});
