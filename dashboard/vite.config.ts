import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { mantineStyles } from './bundling/mantine-styles.ts';
import { sizeBudget } from './bundling/size-budget.ts';

/** Assets carry their hash in the name, so that everything but index.html may be cached for ever. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), mantineStyles(path.join(import.meta.dirname, 'src')), sizeBudget({ mostGzipKB: 180 })],
  worker: { format: 'es' },
  build: {
    outDir: path.join(import.meta.dirname, '../.countinghouse/build/dashboard'),
    emptyOutDir: true,
    // Nothing is inlined: the content security policy admits no inline script, style or data URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
});
