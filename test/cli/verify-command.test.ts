import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteRunningCloud } from '../../local/cli/running-cloud.ts';
import { makeStartFolder } from '../../local/cli/starts.ts';
import { parseVerifyArguments } from '../../verify/arguments.ts';
import { main } from '../../verify/main.ts';
import { type ClaimedCloud, refuse, startClaimedCloud } from './claimed-cloud.ts';
import { runId, sample } from './claimed-run.ts';

const command = join(import.meta.dirname, '../../verify/main.mjs');

describe('The arguments of verify', () => {
  it('name a run, and where it is', () => {
    const nowhere = { stage: undefined, api: undefined, port: undefined };
    expect(parseVerifyArguments([runId.toUpperCase()])).toEqual({ runId, ...nowhere, isJson: false });
    expect(parseVerifyArguments([runId, '--json', '--port', '4280'])).toEqual({
      ...{ runId, ...nowhere, port: 4280, isJson: true },
    });
    expect(parseVerifyArguments(['--stage', 'prod', runId])).toMatchObject({ stage: 'prod' });
    expect(parseVerifyArguments([runId, '--api', 'https://d.example/x//'])).toMatchObject({
      api: 'https://d.example/x/',
    });
    expect(parseVerifyArguments(['--help', 'anything'])).toBe('help');
  });

  it.each([
    [[], 'Name one run by its id'],
    [[runId, runId], 'Name one run by its id'],
    [['4711'], 'Name one run by its id'],
    [[runId, '--port', '0'], '--port must be a port, not "0"'],
    [[runId, '--api', 'example.com'], '--api must be an address'],
    [[runId, '--stage', 'prod', '--port', '4280'], 'give one of them'],
    [[runId, '--stage', 'prod', '--api', 'https://d.example'], 'give one of them'],
    [[runId, '--all'], "Unknown option '--all'"],
  ])('%j are refused in one line', (argv, words) => {
    expect(() => parseVerifyArguments(argv)).toThrow(words);
  });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as `npm run verify` does, with AWS where the test says. */
function run(argv: readonly string[], cloudFormation = 'http://127.0.0.1:1', others = {}): Promise<Ended> {
  const env = { ...process.env, ...environment, AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation, ...others };
  return new Promise((fulfil) => {
    execFile(process.execPath, [command, ...argv], { env }, (error, stdout, stderr) =>
      fulfil({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}
const environment = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_MAX_ATTEMPTS: '1',
  COUNTINGHOUSE_TOKEN: 'one-token',
};

describe('The command verify', () => {
  it('tells its options and its exit codes', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    for (const line of [
      '  0  equal',
      '  1  it differs',
      '  2  wrong usage',
      '  3  it cannot be verified',
      '  130, 143',
    ]) {
      expect(stdout).toContain(line);
    }
  });

  it.each([[['one']], [[runId, '--stage', 'mars']], [[runId, '--port', '1']]])('ends with 2 for %j', async (argv) => {
    expect(await run(argv)).toMatchObject({ code: 2, stderr: expect.stringMatching(/^verify: [^\n]+\n$/) });
  });

  it('finds the API of a stage by its stack, refuses another account, and says when the API cannot be reached', async () => {
    let account = '111111111111';
    const cloudFormation = await startCloudFormation((name) => describedStack(name, account));
    const other = await run([runId, '--stage', 'local'], cloudFormation.url);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('the credentials are of 111111111111') });
    account = '000000000000';
    const { code, stdout, stderr } = await run([runId, '--stage', 'local'], cloudFormation.url);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Cannot be verified\. The API at https:\/\/d\.invalid cannot be reached: .+\.\n$/);
    expect(code).toBe(3);
    expect(cloudFormation.asked).toEqual(['Countinghouse-local-Edge', 'Countinghouse-local-Edge']);
    await cloudFormation.stop();
  });

  it('ends with 2 without a token for a stage, and says how to have one', async () => {
    const argv = [runId, '--api', 'https://d.invalid'];
    const { code, stderr } = await run(argv, undefined, { COUNTINGHOUSE_TOKEN: '' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^verify: .*https:\/\/d\.invalid\/.*Copy access token.*COUNTINGHOUSE_TOKEN.*\n$/);
  });

  it('ends with 2 when the stage is not deployed there', async () => {
    const cloudFormation = await startCloudFormation(() => undefined);
    const { code, stderr } = await run([runId, '--stage', 'local'], cloudFormation.url);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no stack Countinghouse-local-Edge in us-east-1 of this account');
    await cloudFormation.stop();
  });

  it('ends at once when it is interrupted, and says nothing of the run', async () => {
    const silent = createServer(() => undefined);
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const env = { ...process.env, ...environment, AWS_ENDPOINT_URL_CLOUDFORMATION: url };
    const child = spawn(process.execPath, [command, runId, '--stage', 'local'], { env });
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += String(text);
    });
    await once(silent, 'request');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(stdout).toBe('');
    silent.closeAllConnections();
    silent.close();
  });
});

describe('What verify says of a run, and its exit code', () => {
  const claimed = sample();
  let cloud: ClaimedCloud;
  let root: string;
  let said: string;
  let signal: AbortController;

  beforeEach(async () => {
    cloud = await startClaimedCloud(claimed);
    root = mkdtempSync(join(tmpdir(), 'verify-command-'));
    note();
    said = '';
    signal = new AbortController();
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    rmSync(root, { recursive: true, force: true });
    await cloud.stop();
  });
  const verified = (...argv: string[]) => main(root, [runId, ...argv], signal.signal);
  const object = '/b/a.csv';
  const gone =
    'The version v of s3://b/a.csv was deleted or has expired: the figures stay, but nobody can compute them again.';
  const note = () => {
    const endpoints = { emulator: cloud.url, glue: cloud.url, rdsData: cloud.url };
    noteRunningCloud(makeStartFolder(root).path, { dashboardUrl: cloud.url, endpoints, machine: cloud.machine });
  };
  const serve = async (bytes: Buffer) => {
    await cloud.stop();
    cloud = await startClaimedCloud({ ...claimed, bytes });
    note();
  };

  it('0: all is equal', async () => {
    expect(await verified()).toBe(0);
    expect(said).toBe(`Equal. Run ${runId}: 2019 rows, computed again from the stored bytes.\n`);
    expect(cloud.ranges).toEqual([`0+${claimed.bytes.length}`]);
  });

  it('1: a figure is another one', async () => {
    cloud.figures = claimed.figures.map((figures, at) => (at === 0 ? { ...figures, max: '0.01' } : figures));
    expect(await verified('--json')).toBe(1);
    expect(JSON.parse(said)).toMatchObject({
      runId,
      verdict: 'differs',
      differences: [{ what: 'max', claimed: '0.01' }],
    });
  });

  it('3: there is no such run, or it is open', async () => {
    cloud.before = (path, response) => {
      if (!path.endsWith('/receipt')) return false;
      response.writeHead(409, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ title: 'Conflict', detail: 'Run 1 is not closed yet (it is PENDING).' }));
      return true;
    };
    expect(await verified()).toBe(3);
    expect(said).toMatch(
      /^Cannot be verified\. .*receipt answered 409: Run 1 is not closed yet \(it is PENDING\)\.\n$/,
    );
  });

  it('3: the object is gone', async () => {
    cloud.before = (path, response) => path === object && refuse(response, 404, 'NoSuchVersion');
    expect(await verified('--json')).toBe(3);
    expect(JSON.parse(said)).toEqual({ runId, verdict: 'cannot-verify', why: gone });
  });

  it('3: the object goes while it is read', async () => {
    const blankLines = Buffer.alloc(9 * 1024 * 1024, '\n');
    await serve(Buffer.concat([claimed.bytes, blankLines]));
    cloud.before = (path, response) =>
      path === object && cloud.ranges.length > 0 && refuse(response, 404, 'NoSuchVersion');
    expect(await verified('--port', String(cloud.port))).toBe(3);
    expect(said).toBe(`Cannot be verified. ${gone}\n`);
    expect(cloud.ranges).toEqual([`0+${8 * 1024 * 1024}`]);
  });

  it('3: S3 refuses', async () => {
    cloud.before = (path, response) => path === object && refuse(response, 403, 'AccessDenied');
    expect(await verified()).toBe(3);
    expect(said).toContain('cannot be read (AccessDenied: said by S3). The credentials must allow s3:GetObjectVersion');
  });

  it('0: the API was busy at first, and the connection to S3 broke twice', async () => {
    let busy = 1;
    let broken = 2;
    cloud.before = (path, response) => {
      if (path.endsWith('/receipt') && busy-- > 0) {
        response.writeHead(503, { 'retry-after': '1' }).end('{}');
        return true;
      }
      if (path !== object || broken-- <= 0) return false;
      response.writeHead(206, { 'content-range': `bytes 0-9/${claimed.bytes.length}`, 'content-length': 10 });
      response.write('time');
      setTimeout(() => response.destroy(), 20);
      return true;
    };
    expect(await verified()).toBe(0);
  });

  it('1: the object has another size than the receipt says', async () => {
    await serve(Buffer.alloc(0));
    cloud.before = (path, response) => path === object && refuse(response, 416, 'InvalidRange');
    expect(await verified('--port', String(cloud.port))).toBe(1);
    expect(said).toContain(`the object, size: said ${claimed.bytes.length}, found 0`);
    expect(said).toContain('the file, header or compression: said nothing, found The file a.csv has no header');
  });

  it('it ends when it is interrupted while S3 is silent', async () => {
    cloud.before = (path, response) => {
      if (path !== object) return false;
      response.writeHead(206, { 'content-range': `bytes 0-9/${claimed.bytes.length}`, 'content-length': 10 });
      response.write('time');
      setTimeout(() => signal.abort(new Error('ended by SIGINT')), 20);
      return true;
    };
    await expect(verified()).rejects.toThrow('ended by SIGINT');
    expect(said).toBe('');
  });
});

/** CloudFormation as far as DescribeStacks goes. @param describe undefined: there is no such stack */
async function startCloudFormation(describe: (name: string) => string | undefined) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const name = new URLSearchParams(body).get('StackName') ?? '';
    asked.push(name);
    const described = describe(name);
    response.writeHead(described === undefined ? 400 : 200, { 'content-type': 'text/xml' });
    response.end(
      described ??
        `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`,
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((fulfil) => server.close(fulfil)),
  };
}

const describedStack = (name: string, account: string): string =>
  `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName>
   <StackId>arn:aws:cloudformation:us-east-1:${account}:stack/${name}/1</StackId>
   <CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs><member>
   <OutputKey>DistributionDomainName</OutputKey><OutputValue>d.invalid</OutputValue>
   </member></Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
