import { createServer, type Server } from 'node:http';
import { GlueClient } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GlueWorkerJobs } from '../../lambdas/core/workers/glue-worker-jobs.ts';

let server: Server;
let jobs: GlueWorkerJobs;
/** What Glue says about the job run. */
let told: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ JobRun: told }));
  });
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  const client = new GlueClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  jobs = new GlueWorkerJobs(client, {
    'branch-stats': { jobName: 'job', maxWorkers: 1, dpus: 2, logGroupPrefix: '/own' },
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("the place of a job run's log", () => {
  it.each([
    ['Glue names its general group', '/aws-glue/jobs', '/own/output/jr_1'],
    ['Glue names a group of a security configuration', '/aws-glue/jobs-role-security/', '/own/output/jr_1'],
    ['the answer is the prefix itself', '/own', '/own/output/jr_1'],
    ['the answer names none', undefined, '/own/output/jr_1'],
    ['the platform has a place of its own', '/home/me/logs', '/home/me/logs/jr_1'],
  ])('is found where %s', async (_case, LogGroupName, location) => {
    told = { JobRunState: 'FAILED', LogGroupName };
    expect(await jobs.read('job', 'jr_1')).toMatchObject({ phase: 'ended', logLocation: location });
  });

  it('is not guessed for a job of which only a general group is known', async () => {
    told = { JobRunState: 'FAILED', LogGroupName: '/aws-glue/jobs' };
    expect((await jobs.read('unknown-job', 'jr_1'))?.logLocation).toBeUndefined();
  });
});
