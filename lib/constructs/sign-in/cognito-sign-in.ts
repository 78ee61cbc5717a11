import {
  CfnOutput,
  aws_certificatemanager as certificates,
  aws_cognito as cognito,
  Duration,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Role, roles } from '../../../lambdas/api/sign-in/role.ts';
import { acknowledge } from '../../acknowledged.ts';
import type { SignInSettings, StageSettings } from '../../stages/settings.ts';
import { CognitoPrograms } from './cognito-programs.ts';
import type { Issuer, IssuerProps } from './issuer.ts';
import { cognitoDomainPrefix, cognitoLoginAddress } from './origins.ts';

type CognitoSettings = Extract<SignInSettings, { provider: 'cognito' }>;

const mfaOf = {
  off: cognito.Mfa.OFF,
  optional: cognito.Mfa.OPTIONAL,
  required: cognito.Mfa.REQUIRED,
} as const satisfies Record<CognitoSettings['mfa'], cognito.Mfa>;

const whatRolesMay: Readonly<Record<Role, string>> = {
  viewer: 'Reads figures, runs and receipts',
  operator: 'Also uploads, asks for runs, retries, withdraws, restores and corrects',
};

export interface CognitoSignInProps extends IssuerProps {
  readonly signIn: CognitoSettings;
}

/**
 * People of the stage, in a user pool of its own: only an administrator adds them, a group gives them their role, and the
 * dashboard is a public client that knows no secret (authorization code with PKCE).
 */
export class CognitoSignIn extends Construct implements Issuer {
  readonly url: string;
  readonly audience: readonly string[];
  readonly clientId: string;
  readonly scopes = ['openid', 'profile'];
  /** Cognito has a way of its own to sign out: `client_id` and `logout_uri`. */
  readonly signOutUrl: string;

  constructor(scope: Construct, id: string, { deployment, signIn, dashboardAddress }: CognitoSignInProps) {
    super(scope, id);
    const { settings, removalPolicy } = deployment;
    const pool = new cognito.UserPool(this, 'People', {
      // Managed login is not to be had in the Lite plan.
      featurePlan: cognito.FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      // The name stands beside what a person has done, and cannot be changed; a mail address can.
      signInAliases: { username: true, email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      autoVerify: { email: true },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        ...{ minLength: 14, requireLowercase: true, requireUppercase: true, requireDigits: true, requireSymbols: true },
        tempPasswordValidity: Duration.days(3),
      },
      mfa: mfaOf[signIn.mfa],
      ...(signIn.mfa !== 'off' && { mfaSecondFactor: { otp: true, sms: false } }),
      deletionProtection: settings.removal === 'retain',
      removalPolicy,
    });
    acknowledge(pool, {
      COG8: 'The Plus plan (0.02 dollars a user) guards against guessed and stolen passwords; the second factor does, too.',
      ...(signIn.mfa !== 'required' && {
        COG2: 'The stage says so, in its settings; where figures count, it is required.',
      }),
    });
    for (const role of roles) {
      pool.addGroup(role, { groupName: role, description: whatRolesMay[role] });
    }
    const client = this.#addDashboard(pool, signIn, dashboardAddress);
    const domain = this.#addDomain(pool, settings, signIn);
    // Without a style of its own, managed login shows an error instead of its page.
    const style = new cognito.CfnManagedLoginBranding(this, 'Style', {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    style.node.addDependency(domain);

    this.url = pool.userPoolProviderUrl;
    this.clientId = client.userPoolClientId;
    this.audience = [this.clientId, ...this.#programsOf(pool, signIn)];
    this.signOutUrl = `${cognitoLoginAddress(settings)}/logout`;
    new CfnOutput(Stack.of(this), 'UserPoolId', { value: pool.userPoolId });
  }

  #addDashboard(pool: cognito.UserPool, { sessionHours }: CognitoSettings, address: string): cognito.UserPoolClient {
    const client = pool.addClient('Dashboard', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(60),
      idTokenValidity: Duration.minutes(60),
      refreshTokenValidity: Duration.hours(sessionHours),
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: this.scopes.map((name) => cognito.OAuthScope.custom(name)),
        callbackUrls: [`${address}/signed-in`],
        logoutUrls: [`${address}/`],
      },
    });
    // CDK writes no list without a way to give a password over the API, and without a list Cognito allows several.
    const resource = client.node.defaultChild as cognito.CfnUserPoolClient;
    resource.explicitAuthFlows = ['ALLOW_REFRESH_TOKEN_AUTH'];
    return client;
  }

  /** The client ids of programs; most stages have none. */
  #programsOf(pool: cognito.UserPool, { programs }: CognitoSettings): readonly string[] {
    return programs.length === 0
      ? []
      : new CognitoPrograms(this, 'Programs', { pool, whatRolesMay, programs }).clientIds;
  }

  #addDomain(pool: cognito.UserPool, settings: StageSettings, { domain }: CognitoSettings): cognito.UserPoolDomain {
    const place: cognito.UserPoolDomainOptions =
      domain === null
        ? { cognitoDomain: { domainPrefix: cognitoDomainPrefix(settings) } }
        : {
            customDomain: {
              domainName: domain.name,
              certificate: certificates.Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
            },
          };
    return pool.addDomain('Domain', {
      ...place,
      managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
  }
}
