import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunDetail } from '../../lambdas/core/reports/run.ts';
import { readStage } from '../../lib/stages/index.ts';
import { LAPTOP_KEYS, LAPTOP_REGION } from '../../local/cli/environment.ts';
import { type Deployed, deploy, projectRoot } from './deployed.ts';
import { BAD_ROWS, csv, linesOf, transactions } from './files.ts';

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy({ recordCallsAs: 'verify' });
});
afterAll(() => deployed?.stop());

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run verify -- …`, as a person runs it beside a running `npm start`. */
function npmRunVerify(...parameters: readonly string[]): Promise<Ended> {
  const { port } = new URL(deployed.cloud.dashboardUrl);
  const argv = ['run', '--silent', 'verify', '--', ...parameters, '--port', port];
  return new Promise((fulfil) => {
    execFile('npm', argv, { cwd: projectRoot }, (error, stdout, stderr) =>
      fulfil({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

async function load(name: string, content: string | Buffer): Promise<RunDetail> {
  const [run] = await deployed.load({ [name]: content });
  if (run === undefined) throw new Error(`${name} has no run`);
  return run;
}

function landing(): S3Client {
  const endpoint = deployed.cloud.endpoints.emulator;
  return new S3Client({ endpoint, region: LAPTOP_REGION, credentials: LAPTOP_KEYS, forcePathStyle: true });
}

/** Drops a correction of a run, its rows below a header of their own. */
async function correct(runId: string, name: string, rows: readonly string[]): Promise<RunDetail> {
  const text = `timestamp,_line,branch_code,amount\n${rows.join('\n')}`;
  const Body = name.endsWith('.gz') ? gzipSync(text) : text;
  const [Bucket, Key] = [deployed.cloud.outputs.LandingBucketName, `landing/branch-stats/corrections/${runId}/${name}`];
  const s3 = landing();
  const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket, Key, Body })).finally(() => s3.destroy());
  const [run] = await deployed.follow([{ file: name, key: Key, versionId: VersionId, size: Body.length }]);
  if (run === undefined) throw new Error(`${name} has no run`);
  return run;
}

async function sql(text: string, ...values: readonly unknown[]): Promise<void> {
  const client = new pg.Client(deployed.cloud.postgres.url);
  await client.connect();
  await client.query(text, [...values]).finally(() => client.end());
}

const equal = { code: 0, stdout: expect.stringMatching(/^Equal\. /), stderr: '' };

describe('The command verify', () => {
  it('finds a good file equal, and names the branch and the figure that somebody changed in the database', async () => {
    const { runId } = await load('good ü + 1.csv', csv(linesOf(transactions(20_000, 61))));
    expect(await npmRunVerify(runId)).toEqual(equal);

    const change = 'update branch_stats_figure set sum = sum + $2 where run_id = $1 and branch_code = $3';
    await sql(change, runId, '0.01', 'BR007');
    const { code, stdout } = await npmRunVerify(runId);
    expect(code).toBe(1);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toEqual([
      `Differs. Run ${runId}:`,
      expect.stringMatching(/^ {2}the branch "BR007", sum: said \S+, found \S+$/),
    ]);

    await sql(change, runId, '-0.01', 'BR007');
    expect(await npmRunVerify(runId)).toEqual(equal);
  });

  it('finds a file with bad rows equal, and so a compressed one, row by row and reason by reason', async () => {
    const lines = linesOf(transactions(2_000, 62));
    BAD_ROWS.forEach(([row], index) => void lines.splice(100 * index, 0, row));
    const bad = await load('bad rows.csv', csv(lines));
    expect(bad).toMatchObject({ state: 'SUCCEEDED', rowsQuarantined: BAD_ROWS.length });
    expect(await npmRunVerify(bad.runId)).toEqual(equal);
    const packed = await load('packed.csv.gz', gzipSync(csv([...lines, ...linesOf(transactions(10, 63))])));
    expect(packed).toMatchObject({ state: 'SUCCEEDED', rowsQuarantined: BAD_ROWS.length });
    expect(await npmRunVerify(packed.runId)).toEqual(equal);
  });

  it('finds the figures of a superseded version equal to the bytes of that version, and not of the newer one', async () => {
    const old = await load('twice.csv', csv(linesOf(transactions(1_000, 64))));
    const current = await load('twice.csv', csv(linesOf(transactions(1_500, 65))));
    expect(await deployed.api.run(old.runId)).toMatchObject({ counts: false, supersededBy: current.runId });
    expect(await npmRunVerify(old.runId)).toEqual(equal);
    expect(await npmRunVerify(current.runId)).toEqual(equal);
  });

  it('finds the bytes of a duplicate equal to those of the run that it repeats', async () => {
    const content = csv(linesOf(transactions(500, 66)));
    await load('one name.csv', content);
    const repeat = await load('another name.csv', content);
    expect(repeat.state).toBe('DUPLICATE');
    expect(await npmRunVerify(repeat.runId)).toEqual(equal);
  });

  it('finds a correction equal, and the file that it corrects, and tells when a line was put right that never was bad', async () => {
    const lines = linesOf(transactions(500, 68));
    BAD_ROWS.forEach(([row], index) => void lines.splice(10 * index, 0, row));
    const { runId } = await load('to be corrected.csv', csv(lines));
    const badLine = (index: number) => 2 + 10 * index;
    const right = (line: number | string, amount: string) => `2026-05-01T10:00:00Z,${line},"FIXED ü",${amount}`;
    const rows = [
      right(badLine(0), '1.00'),
      right(3, '2.00'),
      right(badLine(2), '3.00'),
      right(badLine(2), '4.00'),
      right('?', '5'),
    ];
    const first = await correct(runId, 'first.csv', rows);
    expect(first).toMatchObject({ state: 'SUCCEEDED', rowsCounted: 2, rowsQuarantined: 3 });
    const again = [...rows, right(badLine(1), '6.00')];
    const second = await correct(runId, 'second.csv.gz', again);
    expect(second).toMatchObject({ state: 'SUCCEEDED', rowsCounted: 1, rowsQuarantined: 5 });
    for (const one of [first, second]) expect(await npmRunVerify(one.runId)).toEqual(equal);
    expect(await npmRunVerify(runId)).toEqual({ ...equal, stdout: expect.stringContaining(', 3 more corrected') });

    const change = 'update run_corrected_lines set lines = $2 where run_id = $1';
    await sql(change, second.runId, `{[3,4)}`);
    expect((await npmRunVerify(second.runId)).stdout).toContain('the corrected lines, number: said 1, found 0');
    expect((await npmRunVerify(runId)).stdout).toContain('the rows, corrected: said 3, found 2');
    await sql(change, second.runId, `{[${badLine(1)},${badLine(1) + 1})}`);
    expect(await npmRunVerify(second.runId)).toEqual(equal);
  });

  it('says that a version is gone when it was deleted, with an exit code of its own, and the run says so too', async () => {
    const { runId, sources } = await load('deleted.csv', csv(linesOf(transactions(500, 67))));
    const [source] = sources;
    const s3 = landing();
    const version = { Bucket: source?.bucket, Key: source?.key, VersionId: source?.versionId };
    await s3.send(new DeleteObjectCommand(version)).finally(() => s3.destroy());
    const { code, stdout } = await npmRunVerify(runId, '--json');
    expect(JSON.parse(stdout)).toEqual({
      ...{ runId, verdict: 'cannot-verify' },
      why: expect.stringContaining('was deleted or has expired'),
    });
    expect(code).toBe(3);
    const run = await deployed.api.run(runId);
    expect(run.counts).toBe(true);
    expect(run.sources[0]?.goneAt).not.toBeNull();
  });
});

describe('A second deployment', () => {
  it('of the same code changes nothing', async () => {
    await deployed.cloud.redeploy({});
    const told = readFileSync(path.join(deployed.folder, 'cdk', 'cdk.log'), 'utf8');
    const unchanged = [...told.matchAll(/Countinghouse-local-(\w+) \(no changes\)/g)].map(([, stack]) => stack);
    expect(unchanged.sort()).toEqual(['Dashboard', 'Data', 'Edge', 'Landing', 'Processing']);
  });
});

describe('The stack of alarms', () => {
  it('is deployed beside the others, with all that its template has', async () => {
    const alarms = { ...readStage('prod').alarms };
    await deployed.cloud.redeploy({ settings: { alarms } });
    const template = JSON.parse(
      readFileSync(
        path.join(deployed.folder, 'cdk', 'cdk.out', 'Countinghouse-local-Operations.template.json'),
        'utf8',
      ),
    ) as { Resources: Record<string, { Type: string }> };
    const wanted = Object.values(template.Resources).map(({ Type }) => Type);
    expect(wanted).toContain('AWS::CloudWatch::Dashboard');
    const place = { endpoint: deployed.cloud.endpoints.emulator, region: LAPTOP_REGION, credentials: LAPTOP_KEYS };
    const cloudFormation = new CloudFormationClient(place);
    const listed = await cloudFormation
      .send(new ListStackResourcesCommand({ StackName: 'Countinghouse-local-Operations' }))
      .finally(() => cloudFormation.destroy());
    const made = listed.StackResourceSummaries ?? [];
    expect(new Set(made.map(({ ResourceStatus }) => ResourceStatus))).toEqual(new Set(['CREATE_COMPLETE']));
    const withoutMetadata = (types: readonly (string | undefined)[]): unknown[] =>
      types.filter((type) => type !== 'AWS::CDK::Metadata').sort();
    expect(withoutMetadata(made.map(({ ResourceType }) => ResourceType))).toEqual(withoutMetadata(wanted));
    // CloudWatch itself knows them.
    const answer = await fetch(place.endpoint, {
      method: 'POST',
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${LAPTOP_REGION}/monitoring/aws4_request` },
      body: new URLSearchParams({ Action: 'DescribeAlarms', Version: '2010-08-01' }),
    });
    const names = [...(await answer.text()).matchAll(/<AlarmName>([^<]+)</g)].map(([, name]) => name);
    expect(names).toContain('Countinghouse-local-DeadLetters');
    expect(names).toHaveLength(wanted.filter((type) => type === 'AWS::CloudWatch::Alarm').length);
  });
});
