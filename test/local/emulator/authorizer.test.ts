import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployFunction } from './functions.ts';
import { type ClientSettings, withEmulator } from './running.ts';
import { deployStack, ref, substituted, type Template } from './stack.ts';

/** Answers what the gateway says of who asks. */
const echo = `
export const handler = async (event) => ({
  statusCode: 200, headers: { 'content-type': 'application/json' },
  body: JSON.stringify(event.requestContext.authorizer ?? null),
});`;

const template = (functionArn: string, issuer: string): Template => ({
  Resources: {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ...{ ApiId: ref('Api'), IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn },
        PayloadFormatVersion: '2.0',
      },
    },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ...{ ApiId: ref('Api'), AuthorizerType: 'JWT', Name: 'people' },
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: issuer, Audience: ['countinghouse'] },
      },
    },
    Guarded: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ...{ ApiId: ref('Api'), RouteKey: 'ANY /api/{proxy+}', Target: substituted('integrations/{Integration}') },
        ...{ AuthorizationType: 'JWT', AuthorizerId: ref('Authorizer') },
      },
    },
    Open: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: ref('Api'), RouteKey: 'GET /api/health', Target: substituted('integrations/{Integration}') },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: ref('Api'), StageName: '$default', AutoDeploy: true },
    },
  },
  Outputs: { Api: { Value: ref('Api') } },
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const strange = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(claims: Record<string, unknown>, key: KeyObject = rsa.privateKey, header = {}): string {
  const text = `${part({ alg: 'RS256', kid: 'one', ...header })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
}

let settings: ClientSettings;
let issuerServer: Server;
let issuer: string;
let api: string;

withEmulator((given) => {
  settings = given;
});

beforeAll(async () => {
  issuerServer = createServer((request, response) => {
    const keys = { keys: [{ ...rsa.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] };
    const discovery = { issuer, jwks_uri: `${issuer}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.url === '/keys' ? keys : discovery));
  });
  await new Promise<void>((fulfil) => issuerServer.listen(0, '127.0.0.1', fulfil));
  issuer = `http://127.0.0.1:${(issuerServer.address() as AddressInfo).port}`;
  const functionArn = await deployFunction(new LambdaClient(settings), 'who', echo);
  const { Api = '' } = await deployStack(new CloudFormationClient(settings), 'who', template(functionArn, issuer));
  api = `${settings.endpoint}/_aws/execute-api/${Api}/$default`;
});
afterAll(() => {
  issuerServer.closeAllConnections();
  issuerServer.close();
});

const now = () => Math.floor(Date.now() / 1000);
const olga = () => ({ iss: issuer, aud: 'countinghouse', sub: 'olga', exp: now() + 60, iat: now() });
const ask = (token?: string, path = '/api/runs') =>
  fetch(`${api}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

describe('A JWT authorizer', () => {
  it('hands the claims of a good token on, as text', async () => {
    const answer = await ask(signed({ ...olga(), roles: ['viewer', 'operator'] }));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      jwt: { claims: { sub: 'olga', roles: '[viewer operator]', exp: expect.stringMatching(/^\d+$/) } },
    });
  });

  it('takes a token that is meant for several, and one that names the client alone', async () => {
    expect((await ask(signed({ ...olga(), aud: ['other', 'countinghouse'] }))).status).toBe(200);
    const { aud: _, ...others } = olga();
    expect((await ask(signed({ ...others, client_id: 'countinghouse' }))).status).toBe(200);
  });

  it('lets everybody through on a route without it, and says of nobody who they are', async () => {
    const answer = await ask(undefined, '/api/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toBeNull();
  });

  const secret = 'guessed';
  const forged = () => {
    const text = `${part({ alg: 'HS256', kid: 'one' })}.${part(olga())}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const { exp: _exp, ...endless } = { ...{ aud: 'countinghouse', sub: 'olga' }, exp: 0 };
  it.each<[string, () => string | undefined]>([
    ['no token', () => undefined],
    ['what is no token', () => 'abc'],
    ['a token of another key', () => signed(olga(), strange.privateKey)],
    ['a key that the issuer does not name', () => signed(olga(), rsa.privateKey, { kid: 'two' })],
    ['claims that were changed', () => signed(olga()).replace(/\.[^.]+\./, `.${part({ ...olga(), sub: 'vera' })}.`)],
    ['a signature that was cut', () => signed(olga()).slice(0, -4)],
    ['no signature', () => `${part({ alg: 'none', kid: 'one' })}.${part(olga())}.`],
    ['another algorithm', forged],
    ['a good signature that says to be of another algorithm', () => signed(olga(), rsa.privateKey, { alg: 'RS512' })],
    ['a token that has ended', () => signed({ ...olga(), exp: now() - 1 })],
    ['a token without an end', () => signed({ ...endless, iss: issuer })],
    ['a token that has not begun', () => signed({ ...olga(), nbf: now() + 60 })],
    ['another issuer', () => signed({ ...olga(), iss: 'http://127.0.0.1:9' })],
    ['another audience', () => signed({ ...olga(), aud: 'somebody-else' })],
    ['no audience', () => signed({ ...olga(), aud: undefined })],
  ])('answers 401 to %s', async (_name, token) => {
    const answer = await ask(token());
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer.json()).toEqual({ message: 'Unauthorized' });
  });
});
