import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type FrontDoor, startFrontDoor } from '../../../local/cloud/front-door/index.ts';
import { deployFunction } from './functions.ts';
import { type ClientSettings, withEmulator } from './running.ts';
import { attribute, deployStack, ref, substituted, type Template } from './stack.ts';

const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const allViewerExceptHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
const policy = "default-src 'self'; frame-ancestors 'none'";

/** Answers what it was asked, or problems and downloads on request. */
const echo = `
export const handler = async (event) => {
  const { method } = event.requestContext.http;
  if (event.rawPath === '/api/runs/none') {
    return { statusCode: 404, headers: { 'content-type': 'application/problem+json' },
      body: JSON.stringify({ type: 'about:blank', title: 'Not Found', status: 404, detail: 'There is no run none.' }) };
  }
  if (event.rawPath === '/api/binary') {
    return { statusCode: 200, headers: { 'content-type': 'application/octet-stream' }, isBase64Encoded: true, body: 'AP+A' };
  }
  if (event.headers['if-none-match'] === '"1"') return { statusCode: 304, headers: { etag: '"1"' }, body: '' };
  return { statusCode: method === 'POST' ? 201 : 200, headers: { 'content-type': 'application/json', etag: '"1"' },
    body: JSON.stringify({ method, path: event.rawPath, query: event.rawQueryString, body: event.body ?? null,
      encoded: event.isBase64Encoded, url: 'https://' + event.requestContext.domainName, type: event.headers['content-type'], forwarded: event.headers['x-asked'] }) };
};`;

const fallback = `
function handler(event) {
  const request = event.request;
  const name = request.uri.split('/').pop() ?? '';
  if (!name.includes('.')) request.uri = '/index.html';
  return request;
}`;

const template = (functionArn: string): Template => ({
  Resources: {
    Site: { Type: 'AWS::S3::Bucket' },
    SitePolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: ref('Site'),
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 's3:*',
              Resource: substituted('{Site.Arn}/*'),
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
            {
              Effect: 'Allow',
              Principal: { Service: 'cloudfront.amazonaws.com' },
              Action: 's3:GetObject',
              Resource: substituted('{Site.Arn}/*'),
              Condition: {
                StringEquals: {
                  'AWS:SourceArn': substituted('arn:aws:cloudfront::000000000000:distribution/{Distribution}'),
                },
              },
            },
          ],
        },
      },
    },
    Access: {
      Type: 'AWS::CloudFront::OriginAccessControl',
      Properties: {
        OriginAccessControlConfig: {
          Name: 'site',
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    },
    Fallback: {
      Type: 'AWS::CloudFront::Function',
      Properties: {
        Name: 'single-page-fallback',
        AutoPublish: true,
        FunctionCode: fallback,
        FunctionConfig: { Comment: 'single page', Runtime: 'cloudfront-js-2.0' },
      },
    },
    Headers: {
      Type: 'AWS::CloudFront::ResponseHeadersPolicy',
      Properties: {
        ResponseHeadersPolicyConfig: {
          Name: 'security',
          SecurityHeadersConfig: {
            ContentSecurityPolicy: { ContentSecurityPolicy: policy, Override: true },
            ContentTypeOptions: { Override: true },
            FrameOptions: { FrameOption: 'DENY', Override: true },
            ReferrerPolicy: { ReferrerPolicy: 'same-origin', Override: true },
            StrictTransportSecurity: { AccessControlMaxAgeSec: 31536000, IncludeSubdomains: true, Override: true },
          },
          CustomHeadersConfig: { Items: [{ Header: 'Permissions-Policy', Value: 'camera=()', Override: true }] },
        },
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: ref('Api'),
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: functionArn,
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: ref('Api'), RouteKey: '$default', Target: substituted('integrations/{Integration}') },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: ref('Api'), StageName: '$default', AutoDeploy: true },
    },
    Distribution: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          DefaultRootObject: 'index.html',
          Origins: [
            {
              Id: 'site',
              DomainName: attribute('Site', 'RegionalDomainName'),
              S3OriginConfig: { OriginAccessIdentity: '' },
              OriginAccessControlId: attribute('Access', 'Id'),
            },
            {
              Id: 'api',
              DomainName: substituted('{Api}.execute-api.us-east-1.amazonaws.com'),
              CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
            },
          ],
          DefaultCacheBehavior: {
            TargetOriginId: 'site',
            ViewerProtocolPolicy: 'redirect-to-https',
            CachePolicyId: cachingDisabled,
            ResponseHeadersPolicyId: ref('Headers'),
            FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: attribute('Fallback', 'FunctionARN') }],
          },
          CacheBehaviors: [
            {
              PathPattern: '/api/*',
              TargetOriginId: 'api',
              ViewerProtocolPolicy: 'redirect-to-https',
              AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
              CachePolicyId: cachingDisabled,
              OriginRequestPolicyId: allViewerExceptHost,
              ResponseHeadersPolicyId: ref('Headers'),
            },
          ],
        },
      },
    },
  },
  Outputs: {
    Bucket: { Value: ref('Site') },
    Domain: { Value: attribute('Distribution', 'DomainName') },
  },
});

let settings: ClientSettings;
let door: FrontDoor;

withEmulator((given) => {
  settings = given;
});

beforeAll(async () => {
  const functionArn = await deployFunction(new LambdaClient(settings), 'api', echo);
  const { Bucket = '', Domain = '' } = await deployStack(
    new CloudFormationClient(settings),
    'edge',
    template(functionArn),
  );
  const s3 = new S3Client(settings);
  const files: Record<string, readonly [string, string]> = {
    'index.html': ['<title>the page</title>', 'text/html'],
    'assets/app.js': ['run()', 'text/javascript'],
  };
  for (const [Key, [Body, ContentType]] of Object.entries(files)) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
  }
  door = await startFrontDoor({ emulatorEndpoint: settings.endpoint, distributionDomainName: Domain });
});

afterAll(() => door.stop());

const visit = (path: string, request: RequestInit = {}): Promise<Response> =>
  fetch(`${door.url}${path}`, { redirect: 'manual', ...request });

describe('the distribution behind the front door', () => {
  it('serves the page at the root, and for every path of the single page by the deployed function', async () => {
    for (const path of ['/', '/runs/0198-abc?tab=rejects', '/branches']) {
      const answer = await visit(path);
      expect([answer.status, await answer.text()]).toEqual([200, '<title>the page</title>']);
    }
  });

  it('serves files as they are and hides that a file is missing as a private bucket does', async () => {
    const script = await visit('/assets/app.js');
    expect([await script.text(), script.headers.get('content-type')]).toEqual(['run()', 'text/javascript']);
    expect((await visit('/assets/gone.js')).status).toBe(403);
  });

  it('adds the deployed security headers to pages and to answers of the API', async () => {
    for (const path of ['/', '/api/runs']) {
      const { headers } = await visit(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': policy,
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'permissions-policy': 'camera=()',
      });
    }
  });
});

describe('the API behind the distribution', () => {
  it('answers a problem document with its own status and type, not the page', async () => {
    const answer = await visit('/api/runs/none');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await answer.json()).toMatchObject({ status: 404, detail: 'There is no run none.' });
  });

  it('sees method, path, query, body and headers as they were sent', async () => {
    const answer = await visit('/api/runs/a/retry?runId=1&runId=2&q=a%20b%2B%C3%BC&empty=', {
      method: 'POST',
      body: '{"reason":"a ü"}',
      headers: { 'content-type': 'application/json', 'x-asked': 'yes' },
    });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({
      method: 'POST',
      path: '/api/runs/a/retry',
      query: 'runId=1&runId=2&q=a%20b%2B%C3%BC&empty=',
      body: '{"reason":"a ü"}',
      encoded: false,
      url: expect.stringMatching(/^https:\/\/[a-z0-9]+\.execute-api\.us-east-1\.amazonaws\.com$/),
      type: 'application/json',
      forwarded: 'yes',
    });
  });

  it('sees a path with a newline, too', async () => {
    const answer = await visit('/api/branches/a%0Ab', { method: 'POST' });
    expect(answer.headers.get('content-type')).toContain('json');
    const { path } = z.object({ path: z.string() }).parse(await answer.json());
    expect(decodeURIComponent(path)).toBe('/api/branches/a\nb');
  });

  it('may answer 304 to a condition, and bytes', async () => {
    const same = await visit('/api/runs', { headers: { 'if-none-match': '"1"' } });
    expect([same.status, same.headers.get('etag')]).toEqual([304, '"1"']);
    expect([...new Uint8Array(await (await visit('/api/binary')).arrayBuffer())]).toEqual([0, 255, 128]);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('takes %s', async (method) => {
    expect(await (await visit('/api/x', { method })).json()).toMatchObject({ method });
  });
});

describe('the front door', () => {
  it('says so when the laptop cloud is gone', async () => {
    const lost = await startFrontDoor({
      emulatorEndpoint: 'http://127.0.0.1:9',
      distributionDomainName: 'd.cloudfront.net',
    });
    const answer = await fetch(lost.url);
    expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining('does not answer')]);
    await lost.stop();
  });

  it('refuses a port that is taken', async () => {
    const port = Number(new URL(door.url).port);
    const second = startFrontDoor({ emulatorEndpoint: settings.endpoint, distributionDomainName: 'd', port });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
