import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { startEmulator } from '../../../local/cloud/emulator/index.ts';
import { deployFunction } from './functions.ts';
import { eventually, scratchDirectory, settingsFor } from './running.ts';

const module = fileURLToPath(new URL('../../../local/cloud/emulator/index.ts', import.meta.url));
const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function scratch(): Promise<string> {
  const { directory, remove } = await scratchDirectory();
  endings.push(remove);
  return directory;
}

async function start(stateDirectory: string, port?: number) {
  const emulator = await startEmulator(port === undefined ? { stateDirectory } : { stateDirectory, port });
  endings.push(() => emulator.stop());
  return emulator;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function isZombie(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return /^State:\s+Z/m.test(status);
}

const untilGone = (pid: number) =>
  eventually(async () => (!isAlive(pid) || (await isZombie(pid)) ? true : undefined), 10);

async function functionProcess(endpoint: string): Promise<number> {
  const lambda = new LambdaClient(settingsFor(endpoint));
  await deployFunction(lambda, 'pid', 'export const handler = async () => process.pid;');
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'pid', Payload: '{}' }));
  return Number(Payload?.transformToString());
}

describe('an emulator', () => {
  it('does not disturb another one beside it', async () => {
    const [one, two] = await Promise.all([start(await scratch()), start(await scratch())]);
    expect(one.endpoint).not.toBe(two.endpoint);
    await new S3Client(settingsFor(one.endpoint)).send(new CreateBucketCommand({ Bucket: 'mine' }));
    const { Buckets } = await new S3Client(settingsFor(two.endpoint)).send(new ListBucketsCommand({}));
    expect(Buckets ?? []).toEqual([]);
  });

  it('takes its functions with it when it is stopped, and leaves only its log', async () => {
    const directory = await scratch();
    const emulator = await start(directory);
    const pid = await functionProcess(emulator.endpoint);
    expect(isAlive(pid)).toBe(true);
    await emulator.stop();
    await untilGone(pid);
    await expect(fetch(emulator.endpoint)).rejects.toThrow();
    expect(await readdir(directory)).toEqual(['emulator.log']);
    await emulator.stop(); // a second time is no error
  });

  it('ends with its functions when the process that started it is killed', async () => {
    const directory = await scratch();
    const script = `
      const { startEmulator } = await import(${JSON.stringify(module)});
      const { endpoint } = await startEmulator({ stateDirectory: ${JSON.stringify(directory)} });
      console.log(endpoint);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [endpoint] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = await functionProcess(endpoint);
    parent.kill('SIGKILL');
    await untilGone(pid);
    await expect(fetch(endpoint)).rejects.toThrow();
  });

  it('says why it cannot start: a port that is taken', async () => {
    const emulator = await start(await scratch());
    const port = Number(new URL(emulator.endpoint).port);
    await expect(startEmulator({ stateDirectory: await scratch(), port })).rejects.toThrow(
      /did not start.*\n.*Address already in use/s,
    );
  });

  it('says why it cannot start: no Python', async () => {
    const directory = await scratch();
    const before = process.env['COUNTINGHOUSE_PYTHON'];
    process.env['COUNTINGHOUSE_PYTHON'] = path.join(directory, 'no-python');
    try {
      await expect(startEmulator({ stateDirectory: directory })).rejects.toThrow(/could not run .*no-python/);
    } finally {
      if (before === undefined) delete process.env['COUNTINGHOUSE_PYTHON'];
      else process.env['COUNTINGHOUSE_PYTHON'] = before;
    }
  });

  it('writes everything into its folder and nothing beside it', async () => {
    const directory = await scratch();
    const emulator = await start(path.join(directory, 'state'), 0);
    await functionProcess(emulator.endpoint);
    expect(await readdir(directory)).toEqual(['state']);
    expect((await readdir(path.join(directory, 'state'))).sort()).toEqual(['emulator-scratch', 'emulator.log']);
    const scratchFiles = await readdir(path.join(directory, 'state', 'emulator-scratch'));
    expect(scratchFiles.filter((name) => name.includes('lambda-pid'))).toHaveLength(1);
  });
});
