import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodedPath } from '../../../lambdas/api/http/path.ts';

const nameIn = (list: string, path: string): string =>
  decodeURIComponent(new URL(`https://host${path}`).pathname.replace(`/api/${list}/`, ''));

describe('the path of an HTTP API event', () => {
  it.each(['branches', 'accounts'])(
    'names the same one of the %s whether the gateway has decoded it or not',
    (list) => {
      // '.' and '..' cannot be written in a URL's path, and a '%41' that was decoded once looks like an 'A'.
      const codes = fc
        .string({ unit: 'binary', minLength: 1 })
        .filter((code) => !/^\.{1,2}$/.test(code) && !/%[0-9a-f]{2}/i.test(code));
      fc.assert(
        fc.property(codes, (code) => {
          expect(nameIn(list, encodedPath(`/api/${list}/${code}`))).toBe(code);
          expect(nameIn(list, encodedPath(`/api/${list}/${encodeURIComponent(code)}`))).toBe(code);
        }),
      );
    },
  );

  it.each(['/api/runs/0b7a/rejects', '/api/branches', '/api/branches/A%2FB', "/api/branches/A'(~)"])(
    'stays as it is when it is encoded: %s',
    (path) => {
      expect(encodedPath(path)).toBe(path);
    },
  );
});
