import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { S3ResultsStore } from '../../../lambdas/api/s3-results-store.ts';
import { toldDuring } from '../told.ts';
import { ApiUnderTest } from './api-under-test.ts';
import { requestContextOf } from './signed-in.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

describe('the handler', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await ApiUnderTest.start();
    const environment = {
      STAGE: 'test',
      CODE_VERSION: 'v1',
      POWERTOOLS_SERVICE_NAME: 'api',
      POWERTOOLS_LOG_LEVEL: 'INFO',
      DATABASE_CLUSTER_ARN: 'cluster',
      DATABASE_SECRET_ARN: 'secret',
      DATABASE_NAME: 'countinghouse',
      RESULTS_BUCKET: 'results',
      LANDING_BUCKET: 'landing',
      WATCHDOG_QUEUE_URL: 'http://127.0.0.1:9/queue',
      WATCHDOG_DELAY_SECONDS: '120',
      ROLES_CLAIM: 'cognito:groups',
      VIEWER_ROLE: 'viewer',
      OPERATOR_ROLE: 'operator',
      NAME_CLAIM: 'username',
      JOB_TYPES_DIRECTORY: new URL('../../../job-types', import.meta.url).pathname,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_RDS_DATA: api.rdsData.endpoint,
    };
    for (const [name, value] of Object.entries(environment)) {
      vi.stubEnv(name, value);
    }
  }, 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await api?.stop();
  });

  /** An event of an HTTP API, payload format 2.0, with the path decoded as API Gateway does. */
  const invoke = async (rawPath: string, rawQueryString = '') => {
    const { handler } = await import('../../../lambdas/api/handler.ts');
    return handler(
      {
        version: '2.0',
        routeKey: 'ANY /api/{proxy+}',
        rawPath,
        rawQueryString,
        headers: { host: 'example.test' },
        isBase64Encoded: false,
        body: null,
        requestContext: {
          accountId: '0',
          apiId: 'a',
          authentication: null,
          ...requestContextOf('viewer'),
          domainName: 'example.test',
          domainPrefix: 'example',
          http: { method: 'GET', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
          requestId: 'request-1',
          routeKey: 'ANY /api/{proxy+}',
          stage: '$default',
          time: '',
          timeEpoch: 0,
        },
      },
      { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 1000 } as Context,
    );
  };

  it('answers an event of the HTTP API from the database that its environment names', async () => {
    const figure = { branchCode: 'a/b #1', count: 1, min: '1.00', max: '1.00', sum: '1.00' };
    await api.pipeline.land('a.csv', ['1'], 'aa', [figure]);
    const answer = await invoke('/api/branches/a/b #1', 'limit=5');
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: false });
    expect(JSON.parse(answer.body)).toMatchObject({ branchCode: 'a/b #1', sum: '1.00' });
  });

  it('tells of each answer by its route and the id of its run, and never what was asked for', async () => {
    const runId = '0a1b2c3d-4e5f-8a6b-9c7d-0e1f2a3b4c5d';
    const { lines, text } = await toldDuring(async () => {
      await invoke('/api/branches/ZURICH-7', 'search=jane.doe@example.com');
      await invoke(`/api/runs/${runId}`);
      await invoke('/api/jane.doe@example.com');
    });
    const answered = { message: 'Answered.', requestId: 'request-1', method: 'GET', service: 'api' };
    expect(lines).toEqual([
      expect.objectContaining({ ...answered, route: '/api/branches/:branchCode', status: 400 }),
      expect.objectContaining({ ...answered, route: '/api/runs/:runId', status: 404, runId }),
      expect.objectContaining({ ...answered, route: '/*', status: 404 }),
    ]);
    expect(lines.every(({ milliseconds }) => Number.isInteger(milliseconds))).toBe(true);
    expect(text).not.toMatch(/ZURICH|jane/);
  });

  it('answers problems as text, with the request id of the gateway', async () => {
    const answer = await invoke('/api/nothing');
    expect(answer).toMatchObject({ statusCode: 404, isBase64Encoded: false });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(JSON.parse(answer.body)).toMatchObject({ requestId: 'request-1' });
  });
});

describe('the results bucket', () => {
  let server: Server;
  let store: S3ResultsStore;
  const error = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`;
  const answers: Record<string, [number, string]> = {
    '/results/there': [200, 'some text'],
    '/results/missing': [404, error('NoSuchKey')],
    '/results/forbidden': [403, error('AccessDenied')],
  };
  beforeAll(async () => {
    server = createServer((request, response) => {
      const [status, body] = answers[(request.url ?? '').split('?')[0] ?? ''] ?? [500, ''];
      response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    store = new S3ResultsStore(
      new S3Client({ endpoint, forcePathStyle: true, region: 'us-east-1', credentials }),
      'results',
    );
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('gives the bytes of an object', async () => {
    const stream = await store.read('there');
    expect(stream && (await text(stream))).toBe('some text');
  });

  it('gives nothing when there is no such object', async () => {
    expect(await store.read('missing')).toBeUndefined();
  });

  it('does not take a refusal for a missing object', async () => {
    await expect(store.read('forbidden')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
