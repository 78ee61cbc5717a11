import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roleOf } from '../../local/cli/batch-roles.mjs';

const columns = (...names: string[]) => names.map((name) => ({ name }));
const sources = [
  { role: 'accounts', columns: columns('number', 'country', 'opening balance') },
  { role: 'transfers', columns: columns('date', 'amount') },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countinghouse-roles-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const roleOfFile = (name: string, bytes: string | Buffer): string | undefined => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return roleOf(path, sources);
};

describe('The role of a file in a run of several', () => {
  it.each([
    ['in any order, with more columns', 'note,opening balance,country,number\n1,2,3,4\n'],
    ['quoted', '"number","country","opening balance"\r\n'],
    ['with a quoted comma and a quoted quote', '"a,""b""",number,country,opening balance\n'],
    ['with a byte order mark', '\uFEFFnumber,country,opening balance\n'],
    ['without a row or a newline', 'number,country,opening balance'],
    ['compressed', gzipSync(`number,country,opening balance\n${'1,2,3\n'.repeat(200_000)}`)],
  ])('is told by the header %s', (how, bytes) => {
    expect(roleOfFile(how === 'compressed' ? 'x.csv.gz' : 'x.csv', bytes)).toBe('accounts');
  });

  it('is told by the name where the header tells nothing, so that a run says what is wrong with it', () => {
    expect(roleOfFile('transfers.csv', 'day,amount\n')).toBe('transfers');
    expect(roleOfFile('transfers.csv.gz', 'not compressed')).toBe('transfers');
    expect(roleOfFile('accounts.csv', '')).toBe('accounts');
  });

  it('is unknown where neither tells it', () => {
    expect(roleOfFile('x.csv', 'day,amount\n')).toBeUndefined();
    expect(roleOfFile('y.csv', '')).toBeUndefined();
  });

  it('is not told by the header of a file that could be both', () => {
    expect(roleOfFile('both.csv', 'number,country,opening balance,date,amount\n')).toBeUndefined();
  });
});
