import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

const file = '../../../lib/constructs/dashboard-distribution/single-page-fallback.cjs';
const code = readFileSync(path.join(import.meta.dirname, file), 'utf8');

/** Runs the code as CloudFront does: alone, without modules or Node's globals. */
function uriFor(uri: string): unknown {
  const event = { request: { uri, method: 'GET', querystring: { q: { value: 'x.y' } }, headers: {} } };
  return runInContext(`${code}\nhandler(event).uri`, createContext({ event }));
}

describe('the single-page fallback', () => {
  it.each([
    '/',
    '/runs',
    '/runs/',
    '/runs/0190c5e2-7b1a-7000-8000-000000000001',
    '/branches/B%2E001',
    '/branches/B.001',
    '/branches/a%2Fb.js',
    '/v1.2/runs',
  ])('answers the view %s with the page', (uri) => {
    expect(uriFor(uri)).toBe('/index.html');
  });

  it.each(['/index.html', '/assets/index-0a1b2c3d.js', '/config.json', '/favicon.ico', '/assets/missing.css'])(
    'leaves the file %s alone',
    (uri) => {
      expect(uriFor(uri)).toBe(uri);
    },
  );

  it('is small enough for CloudFront, which takes 10 KB', () => {
    expect(Buffer.byteLength(code)).toBeLessThan(10_240);
  });
});
