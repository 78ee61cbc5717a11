import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashInputs } from '../../local/build/inputs.ts';
import { zip } from '../../local/build/zip.ts';
import { pythonPath } from '../../local/install/python-packages.mjs';
import { projectRoot } from './bare-checkout.ts';

const folder = mkdtempSync(join(tmpdir(), 'countinghouse-build-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('A zip', () => {
  const entries = [
    { name: 'countinghouse/worker.py', content: Buffer.from('print("ü")\n'.repeat(1_000)) },
    { name: 'countinghouse/__init__.py', content: Buffer.alloc(0) },
  ];

  it('is read by Python with all contents and checksums right', () => {
    const path = join(folder, 'a.zip');
    writeFileSync(path, zip(entries));
    const script = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print([(name, len(archive.read(name))) for name in archive.namelist()])`;
    const output = execFileSync(pythonPath(projectRoot), ['-c', script, path], { encoding: 'utf8' });
    expect(output.trim()).toBe("[('countinghouse/__init__.py', 0), ('countinghouse/worker.py', 12000)]");
  });

  it('depends on names and contents only', () => {
    expect(zip([...entries].reverse())).toEqual(zip(entries));
  });
});

describe('The hash of a build’s inputs', () => {
  it('changes with a content and a name, and not with what tools leave beside them', () => {
    mkdirSync(join(folder, 'in', '__pycache__'), { recursive: true });
    writeFileSync(join(folder, 'in', 'a'), '1');
    const first = hashInputs(folder, ['in', 'missing']);
    writeFileSync(join(folder, 'in', '__pycache__', 'x'), '1');
    expect(hashInputs(folder, ['in', 'missing'])).toBe(first);
    writeFileSync(join(folder, 'in', 'a'), '2');
    const second = hashInputs(folder, ['in']);
    expect(second).not.toBe(first);
    writeFileSync(join(folder, 'in', 'b'), '');
    expect(hashInputs(folder, ['in'])).not.toBe(second);
  });
});
