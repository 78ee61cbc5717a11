import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { CognitoSignIn } from '../../../lib/constructs/sign-in/cognito-sign-in.ts';
import { issuerFor } from '../../../lib/constructs/sign-in/issuer.ts';
import { checkSettings } from '../../../lib/stages/index.ts';
import type { SignInSettings } from '../../../lib/stages/settings.ts';
import { testDeployment, testStack } from '../fixtures/deployment.ts';

type Cognito = Extract<SignInSettings, { provider: 'cognito' }>;
const usual: Cognito = { provider: 'cognito', mfa: 'required', sessionHours: 12, domain: null, programs: [] };
const dashboardAddress = 'https://figures.example.com';

function signInWith(changes: Partial<Cognito> = {}, stage: 'dev' | 'prod' = 'prod') {
  const stack = testStack();
  const signIn = { ...usual, ...changes };
  const people = new CognitoSignIn(stack, 'SignIn', { deployment: testDeployment(stage), signIn, dashboardAddress });
  return { people, stack, template: Template.fromStack(stack) };
}

describe('the user pool', () => {
  const { people, stack, template } = signInWith();

  it('takes nobody in but whom an administrator adds, and keeps them when the stack goes', () => {
    template.hasResource('AWS::Cognito::UserPool', {
      Properties: {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        UserPoolTier: 'ESSENTIALS',
        DeletionProtection: 'ACTIVE',
        Policies: { PasswordPolicy: Match.objectLike({ MinimumLength: 14 }) },
      },
      DeletionPolicy: 'Retain',
    });
  });

  it('has a group for each role', () => {
    const groups = Object.values(template.findResources('AWS::Cognito::UserPoolGroup'));
    expect(groups.map((group) => group['Properties'].GroupName).sort()).toEqual(['operator', 'viewer']);
  });

  it('knows the dashboard as a public client that only exchanges codes and comes back to its own address', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'profile'],
      CallbackURLs: ['https://figures.example.com/signed-in'],
      LogoutURLs: ['https://figures.example.com/'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      AccessTokenValidity: 60,
      RefreshTokenValidity: 720,
      TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'minutes' },
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
    });
  });

  it('has a managed login page with a style, without which it shows none', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolDomain', {
      Domain: 'countinghouse-prod-333333333333',
      ManagedLoginVersion: 2,
    });
    template.hasResourceProperties('AWS::Cognito::ManagedLoginBranding', { UseCognitoProvidedValues: true });
  });

  it('is the issuer whose tokens for that client are let through', () => {
    const [[client] = []] = Object.entries(template.findResources('AWS::Cognito::UserPoolClient'));
    expect(stack.resolve(people.audience)).toEqual([{ Ref: client }]);
    expect(stack.resolve(people.url)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'ProviderURL'] });
    expect(people.signOutUrl).toBe(
      'https://countinghouse-prod-333333333333.auth.eu-central-1.amazoncognito.com/logout',
    );
  });
});

it.each([
  ['required', { MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] }],
  ['optional', { MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] }],
  ['off', { MfaConfiguration: 'OFF', EnabledMfas: Match.absent() }],
] as const)('a second factor can be %s', (mfa, properties) => {
  signInWith({ mfa }).template.hasResourceProperties('AWS::Cognito::UserPool', properties);
});

it('can be given a domain, which signing out goes to as well', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:333333333333:certificate/a';
  const domain = { name: 'login.example.com', certificateArn };
  const { template } = signInWith({ domain });
  template.hasResourceProperties('AWS::Cognito::UserPoolDomain', {
    Domain: 'login.example.com',
    CustomDomainConfig: { CertificateArn: certificateArn },
  });
});

describe('another issuer', () => {
  const issuer: SignInSettings = {
    provider: 'issuer',
    ...{ issuer: 'https://id.example.com/a', clientId: 'c', audience: ['api'], scopes: ['openid'] },
    ...{ otherOrigins: [], rolesClaim: 'groups', nameClaim: 'name', roleNames: { viewer: 'r', operator: 'w' } },
  };
  const settings = { ...testDeployment('prod').settings, signIn: issuer };
  const withIssuer = (changes: object) =>
    checkSettings({ ...settings, signIn: { ...settings.signIn, ...changes } } as unknown as typeof settings);

  it('is taken as the settings name it, and nothing is made', () => {
    const stack = testStack();
    const found = issuerFor(stack, {
      deployment: testDeployment('prod', { settings: withIssuer({}) }),
      dashboardAddress,
    });
    expect(found).toMatchObject({
      url: 'https://id.example.com/a',
      audience: ['api'],
      clientId: 'c',
      signOutUrl: null,
    });
    expect(stack.node.children).toEqual([]);
  });

  it.each([
    [{ issuer: 'http://id.example.com' }, 'signIn.issuer: must be an https address'],
    [{ issuer: 'https://id.example.com/' }, 'must not end with a slash'],
    [{ audience: [] }, 'signIn.audience'],
    [{ roleNames: { viewer: 'two words', operator: 'w' } }, 'must have no spaces'],
  ])('%j is refused', (changes, words) => {
    expect(() => withIssuer(changes)).toThrow(words);
  });
});

describe('programs that sign in by themselves', () => {
  const programs: Cognito['programs'] = [
    { name: 'Verify', role: 'viewer' },
    { name: 'Loader', role: 'operator' },
  ];
  const { people, template } = signInWith({ programs });
  const clients = Object.entries(template.findResources('AWS::Cognito::UserPoolClient')).filter(
    ([, { Properties }]) => Properties.GenerateSecret,
  );

  it('have a secret, one role each, and no way to sign a person in', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolResourceServer', {
      Identifier: 'countinghouse',
      Scopes: [Match.objectLike({ ScopeName: 'viewer' }), Match.objectLike({ ScopeName: 'operator' })],
    });
    expect(clients).toHaveLength(2);
    for (const [place, role] of ['viewer', 'operator'].entries()) {
      const { Properties } = clients[place]?.[1] ?? {};
      expect(Properties.AllowedOAuthFlows).toEqual(['client_credentials']);
      expect(Properties.AllowedOAuthScopes).toHaveLength(1);
      expect(JSON.stringify(Properties.AllowedOAuthScopes)).toMatch(new RegExp(`"/${role}"`));
      expect(Properties.CallbackURLs).toBeUndefined();
    }
  });

  it('are among those whose tokens the API takes, and their secrets are in no template', () => {
    expect(people.audience).toHaveLength(3);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/ClientSecret/);
  });

  it('are none where the stage names none, and have a name once', () => {
    expect(signInWith().people.audience).toHaveLength(1);
    signInWith().template.resourceCountIs('AWS::Cognito::UserPoolResourceServer', 0);
    const twice = [...programs, { name: 'Verify', role: 'operator' as const }];
    const settings = { ...testDeployment('prod').settings, signIn: { ...usual, programs: twice } };
    expect(() => checkSettings(settings)).toThrow('must not have a name twice');
  });
});
