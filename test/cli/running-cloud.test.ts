import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRunningCloud, NoRunningCloudError, noteRunningCloud } from '../../local/cli/running-cloud.ts';
import { makeStartFolder } from '../../local/cli/starts.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'running-cloud-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const cloudAt = (port: number) => ({
  dashboardUrl: `http://127.0.0.1:${port}/`,
  endpoints: { emulator: 'http://127.0.0.1:1', glue: 'http://127.0.0.1:2', rdsData: 'http://127.0.0.1:3' },
  machine: { tokenUrl: 'http://127.0.0.1:4/token', clientId: 'laptop', secret: 'for this start', scope: 'all' },
});

describe('The cloud of a running start', () => {
  it('is found by other commands once it serves, until its folder goes', () => {
    expect(() => findRunningCloud(root)).toThrow(NoRunningCloudError);
    const folder = makeStartFolder(root);
    expect(() => findRunningCloud(root)).toThrow('Run npm start');
    noteRunningCloud(folder.path, cloudAt(4280));
    expect(findRunningCloud(root)).toEqual(cloudAt(4280));
    folder.remove();
    expect(() => findRunningCloud(root)).toThrow(NoRunningCloudError);
  });

  it('is chosen by the port of its dashboard when there are several', () => {
    for (const port of [4280, 4281]) {
      noteRunningCloud(makeStartFolder(root).path, cloudAt(port));
    }
    expect(() => findRunningCloud(root)).toThrow(/port: 428[01], 428[01]\./);
    expect(findRunningCloud(root, 4281)).toEqual(cloudAt(4281));
    expect(() => findRunningCloud(root, 4282)).toThrow('on port 4282');
  });

  it('tells nobody else how its programs sign in', () => {
    const folder = makeStartFolder(root);
    noteRunningCloud(folder.path, cloudAt(4280));
    expect(statSync(join(folder.path, 'cloud.json')).mode & 0o077).toBe(0);
  });

  it('is not one whose process is gone', () => {
    const folder = makeStartFolder(root);
    noteRunningCloud(folder.path, cloudAt(4280));
    writeFileSync(join(folder.path, 'owner.pid'), '4194304');
    expect(() => findRunningCloud(root)).toThrow(NoRunningCloudError);
  });
});
