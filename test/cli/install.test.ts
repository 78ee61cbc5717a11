import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installJars, jarsDirectory, missingJars } from '../../local/install/jars.mjs';
import { isRunning, withLock } from '../../local/install/lock.mjs';
import { nodePackagesInstalled } from '../../local/install/node-packages.mjs';
import { pythonPackagesInstalled } from '../../local/install/python-packages.mjs';

let root: string;
const { signal } = new AbortController();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'countinghouse-install-'));
  mkdirSync(join(root, 'local', 'install'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (path: string, content: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
};

describe('Jars', () => {
  let server: Server;
  let asked: string[];
  const content = 'a jar';
  const sha256 = createHash('sha256').update(content).digest('hex');
  const pin = (path: string, hash: string): void =>
    put('local/install/jars.json', JSON.stringify([{ path, sha256: hash }]));
  const install = (): Promise<void> => installJars(root, signal, () => {});
  const jars = (): string[] => readdirSync(jarsDirectory(root)).filter((name) => name.endsWith('.jar'));

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.statusCode = request.url?.includes('missing') ? 404 : 200;
      response.end(content);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    process.env['COUNTINGHOUSE_MAVEN_BASE'] =
      address === null || typeof address === 'string' ? '' : `http://127.0.0.1:${address.port}/maven2/`;
  });
  afterEach(() => {
    delete process.env['COUNTINGHOUSE_MAVEN_BASE'];
    server.close();
  });

  it('are fetched once from the base that the environment names', async () => {
    pin('org/a/1/a-1.jar', sha256);
    await install();
    expect(asked).toEqual(['/maven2/org/a/1/a-1.jar']);
    expect(jars()).toEqual(['a-1.jar']);
    expect(missingJars(root)).toEqual([]);
  });

  it('of another content than the pinned one are refused and not kept', async () => {
    pin('org/a/1/a-1.jar', 'f'.repeat(64));
    await expect(install()).rejects.toThrow(`SHA-256 ${sha256} (5 bytes), not ffff`);
    expect(jars()).toEqual([]);
  });

  it('that are not there are named', async () => {
    pin('org/missing/1/missing-1.jar', sha256);
    await expect(install()).rejects.toThrow('org/missing/1/missing-1.jar answered 404');
  });

  it('of an older list are removed, since Spark would load them', async () => {
    pin('org/a/1/a-1.jar', sha256);
    await install();
    pin('org/a/2/a-2.jar', sha256);
    await install();
    expect(jars()).toEqual(['a-2.jar']);
  });
});

describe('npm packages', () => {
  const lock = (packages: Record<string, object>): string => JSON.stringify({ packages });

  it.each([
    ['are there when npm’s note has all of them', { 'node_modules/a': { version: '1.0.0' } }, true],
    ['are missing when one has another version', { 'node_modules/a': { version: '1.0.1' } }, false],
    ['are missing when one is not there', {}, false],
  ])('%s', (_, installed, expected) => {
    const optional = { version: '1.0.0', optional: true };
    put('package-lock.json', lock({ '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/win32': optional }));
    put('node_modules/.package-lock.json', lock(installed));
    expect(nodePackagesInstalled(root)).toBe(expected);
  });

  it('are missing in a fresh clone', () => {
    expect(nodePackagesInstalled(root)).toBe(false);
  });
});

describe('Python packages', () => {
  const list =
    'some-thing==1.5 \\\n    --hash=sha256:00\ncolorama==0.4 ; sys_platform == "win32" \\\n    --hash=sha256:01\n';
  const environment = (...packages: readonly string[]): void => {
    put('local/install/requirements.txt', list);
    for (const file of ['bin/python', 'bin/pip']) put(`.countinghouse/venv/${file}`, '');
    mkdirSync(join(root, '.countinghouse/venv/lib/python3.11/site-packages'), { recursive: true });
    for (const name of packages) {
      mkdirSync(join(root, `.countinghouse/venv/lib/python3.11/site-packages/${name}.dist-info`));
    }
  };

  it('of an environment that has them all are taken over', () => {
    environment('some_thing-1.5');
    expect(pythonPackagesInstalled(root, 'requirements')).toBe(true);
  });

  it('are missing when one has another version', () => {
    environment('some_thing-1.4');
    expect(pythonPackagesInstalled(root, 'requirements')).toBe(false);
  });

  it('are missing when the making of the environment was broken off', () => {
    environment('some_thing-1.5');
    rmSync(join(root, '.countinghouse/venv/bin/pip'));
    expect(pythonPackagesInstalled(root, 'requirements')).toBe(false);
  });
});

describe('A lock', () => {
  it('lets one in at a time', async () => {
    const path = join(root, 'a.lock');
    let inside = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      await new Promise((fulfil) => setTimeout(fulfil, 50));
      expect(inside).toBe(1);
      inside -= 1;
    };
    await Promise.all([withLock(path, signal, work), withLock(path, signal, work)]);
  });

  it('of a process that is gone is taken over', async () => {
    const gone = 2 ** 22 - 1;
    expect(isRunning(gone)).toBe(false);
    put('a.lock', String(gone));
    expect(await withLock(join(root, 'a.lock'), signal, async () => 'done')).toBe('done');
    expect(readdirSync(root)).not.toContain('a.lock');
  });
});
