import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ClientSettings, withEmulator } from './running.ts';
import { deployStack, ref } from './stack.ts';

let settings: ClientSettings;
let open = '';
let closed = '';

withEmulator((given) => {
  settings = given;
});

beforeAll(async () => {
  const rule = {
    AllowedOrigins: ['http://127.0.0.1:*'],
    AllowedMethods: ['PUT'],
    ExposedHeaders: ['ETag'],
    MaxAge: 60,
  };
  const outputs = await deployStack(new CloudFormationClient(settings), 'cors', {
    Resources: {
      Open: { Type: 'AWS::S3::Bucket', Properties: { CorsConfiguration: { CorsRules: [rule] } } },
      Closed: { Type: 'AWS::S3::Bucket' },
    },
    Outputs: { Open: { Value: ref('Open') }, Closed: { Value: ref('Closed') } },
  });
  open = outputs['Open'] ?? '';
  closed = outputs['Closed'] ?? '';
});

/** What a browser asks before it lets a page of that origin send the request. */
const preflight = (bucket: string, origin: string, method: string, headers = ''): Promise<Response> =>
  fetch(`${settings.endpoint}/${bucket}/landing/a%20b.csv?partNumber=1`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      ...(headers === '' ? {} : { 'access-control-request-headers': headers }),
    },
  });

describe("a bucket's CORS rule", () => {
  it('lets pages of its origins send what it allows, and read the headers that it exposes', async () => {
    const asked = await preflight(open, 'http://127.0.0.1:8080', 'PUT');
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, 'http://127.0.0.1:8080']);
    const s3 = new S3Client({ ...settings, requestChecksumCalculation: 'WHEN_REQUIRED' });
    const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket: open, Key: 'a' }));
    const sent = await fetch(url, { method: 'PUT', body: 'x', headers: { origin: 'http://127.0.0.1:8080' } });
    expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([200, 'http://127.0.0.1:8080']);
    expect(sent.headers.get('access-control-expose-headers')).toBe('ETag');
  });

  it.each([
    ['another origin', 'https://elsewhere.test', 'PUT', ''],
    ['another method', 'http://127.0.0.1:8080', 'DELETE', ''],
    ['a header of its own', 'http://127.0.0.1:8080', 'PUT', 'x-amz-acl'],
  ])('refuses %s', async (_case, origin, method, headers) => {
    const asked = await preflight(open, origin, method, headers);
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });

  it('is needed: a bucket without one is for no page', async () => {
    expect((await preflight(closed, 'http://127.0.0.1:8080', 'PUT')).status).toBe(403);
  });
});
