import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { BatchStopJobRunCommand, GetJobCommand, GetJobRunsCommand, StartJobRunCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LaptopGlue, startLaptopGlue } from './laptop-glue.ts';

let glue: LaptopGlue;
beforeAll(async () => {
  glue = await startLaptopGlue({ spark: false, concurrency: 2, minuteMilliseconds: 700 });
  await glue.job('sleeper', 'import time; time.sleep(60)', { ExecutionProperty: { MaxConcurrentRuns: 5 } });
});
afterAll(() => glue.stop());

const stopRuns = (JobName: string, ...JobRunIds: string[]) =>
  glue.client.send(new BatchStopJobRunCommand({ JobName, JobRunIds }));

describe('a job run', () => {
  it('runs the script with the arguments that Glue passes, and tells of its success', async () => {
    const script = 'import os, sys, json; print(json.dumps([sys.argv[1:], os.environ["AWS_ENDPOINT_URL_RDS_DATA"]]))';
    await glue.job('echo', script, { DefaultArguments: { '--kept': 'default', '--given': 'default' } });
    const id = await glue.start('echo', { '--given': 'for this run', '--flag': '' });
    const run = await glue.ended('echo', id);
    expect(run).toMatchObject({ Id: id, JobName: 'echo', JobRunState: 'SUCCEEDED', Attempt: 0 });
    expect(run.Arguments).toEqual({ '--given': 'for this run', '--flag': '' });
    const [told, endpoint] = JSON.parse(await readFile(path.join(run.LogGroupName ?? '', id), 'utf8'));
    const pairs = { '--kept': 'default', '--given': 'for this run', '--job-bookmark-option': 'job-bookmark-disable' };
    for (const [name, value] of Object.entries({ ...pairs, '--JOB_NAME': 'echo', '--JOB_RUN_ID': id })) {
      expect(told[told.indexOf(name) + 1]).toBe(value);
    }
    expect(told).toContain('--flag');
    expect(endpoint).toBe('http://127.0.0.1:1');
    expect(await glue.event(id)).toMatchObject({
      source: 'countinghouse.glue',
      detail: { jobName: 'echo', jobRunId: id, state: 'SUCCEEDED', severity: 'INFO' },
    });
  });

  it('can ask about itself, as where its log is', async () => {
    const script = [
      'import boto3, sys',
      'run = boto3.client("glue").get_job_run(JobName="curious", RunId=sys.argv[sys.argv.index("--JOB_RUN_ID") + 1])',
      'print(run["JobRun"]["LogGroupName"])',
    ].join('\n');
    await glue.job('curious', script);
    const id = await glue.start('curious');
    expect(await glue.ended('curious', id)).toMatchObject({ JobRunState: 'SUCCEEDED' });
    const folder = path.join(glue.stateDirectory, 'glue', 'logs');
    expect(await readFile(path.join(folder, id), 'utf8')).toBe(`${folder}\n`);
  });

  it('sees its Python packages and jars, and a script that was changed meanwhile', async () => {
    const packages = await glue.put('lib/answer.py', 'value = 42');
    const jar = await glue.put('lib/some.jar', 'jar');
    const script =
      'import sys, os; print(os.path.basename(os.environ["PYTHONPATH"]), os.environ["FAKE_CLASSPATH"][-8:])';
    await glue.job('packaged', script, { DefaultArguments: { '--extra-py-files': packages, '--extra-jars': jar } });
    const log = async (id: string) => {
      const run = await glue.ended('packaged', id);
      return readFile(path.join(run.LogGroupName ?? '', id), 'utf8');
    };
    expect(await log(await glue.start('packaged'))).toBe('answer.py some.jar\n');
    await glue.put('packaged.py', 'print("second version")');
    expect(await log(await glue.start('packaged'))).toBe('second version\n');
  });

  it('has failed when its script ends with an error, whose last line it keeps', async () => {
    await glue.job('broken', 'print("so far", flush=True)\nraise ValueError("amount 1,5 is no decimal")');
    const id = await glue.start('broken');
    const run = await glue.ended('broken', id);
    expect(run).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: 'ValueError: amount 1,5 is no decimal' });
    expect((await glue.event(id)).detail).toMatchObject({
      state: 'FAILED',
      severity: 'ERROR',
      message: 'ValueError: amount 1,5 is no decimal',
    });
  });

  it('has failed when its process is killed', async () => {
    await glue.job(
      'killed',
      'import os, signal; print("OSError: last words", flush=True); os.kill(os.getpid(), signal.SIGKILL)',
    );
    expect(await glue.ended('killed', await glue.start('killed'))).toMatchObject({
      JobRunState: 'FAILED',
      ErrorMessage: 'The process was killed (SIGKILL): OSError: last words',
    });
  });

  it('has failed when its script is not there', async () => {
    const Command = { Name: 'glueetl', ScriptLocation: 's3://scripts/missing.py' };
    await glue.job('scriptless', 'pass', { Command });
    const run = await glue.ended('scriptless', await glue.start('scriptless'));
    expect(run.JobRunState).toBe('FAILED');
    expect(run.ErrorMessage).toContain('s3://scripts/missing.py cannot be read');
  });

  it('is ended when its time is over', async () => {
    const { JobRunId = '' } = await glue.client.send(new StartJobRunCommand({ JobName: 'sleeper', Timeout: 1 }));
    expect(await glue.ended('sleeper', JobRunId)).toMatchObject({ JobRunState: 'TIMEOUT', Timeout: 1 });
    expect((await glue.event(JobRunId)).detail).toMatchObject({ state: 'TIMEOUT' });
  });

  it('is ended with all that it started when it is stopped', async () => {
    const child = 'import subprocess, time\nprint(subprocess.Popen(["sleep", "300"]).pid, flush=True)\ntime.sleep(300)';
    await glue.job('parent', child);
    const id = await glue.start('parent');
    const log = async () => readFile(path.join(glue.stateDirectory, 'glue', 'logs', id), 'utf8').catch(() => '');
    await expect.poll(log, { timeout: 10_000 }).toMatch(/^\d+\n/);
    const pid = Number(await log());
    expect(await stopRuns('parent', id)).toMatchObject({ SuccessfulSubmissions: [{ JobRunId: id }], Errors: [] });
    expect(await glue.ended('parent', id)).toMatchObject({ JobRunState: 'STOPPED' });
    expect((await glue.event(id)).detail).toMatchObject({ state: 'STOPPED' });
    await expect.poll(() => isAlive(pid)).toBe(false);
    const again = await stopRuns('parent', id, 'jr_unknown');
    expect(again.Errors?.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode)).toEqual([
      'InvalidInputException',
      'EntityNotFoundException',
    ]);
  });
});

describe('the queue', () => {
  it('lets only so many runs of a job go at once; the others wait and can be stopped', async () => {
    const ids = [await glue.start('sleeper'), await glue.start('sleeper'), await glue.start('sleeper')];
    const states = () => Promise.all(ids.map(async (id) => (await glue.find('sleeper', id)).JobRunState));
    await expect.poll(states).toEqual(['RUNNING', 'RUNNING', 'WAITING']);
    // A worker of one job may linger for hours; that keeps no worker of another job waiting.
    await glue.job('passer-by', 'pass');
    await glue.ended('passer-by', await glue.start('passer-by'));
    await stopRuns('sleeper', ids[0] ?? '');
    await expect.poll(states, { timeout: 10_000 }).toEqual(['STOPPED', 'RUNNING', 'RUNNING']);
    ids.push(await glue.start('sleeper'));
    await stopRuns('sleeper', ...ids.slice(1));
    await expect.poll(states, { timeout: 10_000 }).toEqual(['STOPPED', 'STOPPED', 'STOPPED', 'STOPPED']);
  });

  it('refuses more runs of a job than the job allows, unless the job may wait', async () => {
    await glue.job('single', 'import time; time.sleep(60)', { ExecutionProperty: { MaxConcurrentRuns: 1 } });
    const first = await glue.start('single');
    await expect(glue.start('single')).rejects.toMatchObject({ name: 'ConcurrentRunsExceededException' });
    const queued = new StartJobRunCommand({ JobName: 'single', JobRunQueuingEnabled: true });
    const { JobRunId = '' } = await glue.client.send(queued);
    expect(await glue.find('single', JobRunId)).toMatchObject({ JobRunState: 'WAITING' });
    await stopRuns('single', JobRunId, first);
    await glue.ended('single', first);
  });
});

describe('the history', () => {
  it('lists the runs of one job, newest first, page by page', async () => {
    await glue.job('quick', 'pass', { ExecutionProperty: { MaxConcurrentRuns: 5 } });
    const ids = [];
    for (let i = 0; i < 3; i += 1) ids.unshift(await glue.start('quick'));
    const page = (NextToken?: string) =>
      glue.client.send(new GetJobRunsCommand({ JobName: 'quick', MaxResults: 2, ...(NextToken && { NextToken }) }));
    const first = await page();
    const second = await page(first.NextToken);
    expect([...(first.JobRuns ?? []), ...(second.JobRuns ?? [])].map(({ Id }) => Id)).toEqual(ids);
    expect(second.NextToken).toBeUndefined();
    for (const id of ids) await glue.ended('quick', id);
  });

  it('knows neither runs nor jobs that do not exist', async () => {
    const missing = { name: 'EntityNotFoundException' };
    await expect(glue.start('no-such-job')).rejects.toMatchObject(missing);
    await expect(glue.find('sleeper', 'jr_none')).rejects.toMatchObject(missing);
    await expect(glue.client.send(new GetJobRunsCommand({ JobName: 'no-such-job' }))).rejects.toMatchObject(missing);
    await expect(glue.client.send(new GetJobCommand({ JobName: 'no-such-job' }))).rejects.toMatchObject(missing);
    expect((await glue.client.send(new GetJobCommand({ JobName: 'sleeper' }))).Job?.Name).toBe('sleeper');
  });
});

it('leaves no process and no scratch file after the stop, only logs', async () => {
  const other = await startLaptopGlue({ spark: false });
  try {
    await other.job('parent', 'import os, time; print(os.getpid(), flush=True); time.sleep(300)');
    const logs = path.join(other.stateDirectory, 'glue', 'logs');
    const log = path.join(logs, await other.start('parent'));
    await expect.poll(() => readFile(log, 'utf8').catch(() => ''), { timeout: 10_000 }).toMatch(/\d+\n/);
    const pid = Number(await readFile(log, 'utf8'));
    await other.stopGlue();
    expect(isAlive(pid)).toBe(false);
    expect((await readdir(path.dirname(logs))).sort()).toEqual(['assets', 'conf', 'logs']);
  } finally {
    await other.stop();
  }
});

/** A process that nobody has asked for its end yet (a zombie) does nothing any more. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}
