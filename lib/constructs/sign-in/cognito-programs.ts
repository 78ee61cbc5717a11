import { CfnOutput, aws_cognito as cognito, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { scopeOf } from '../../../lambdas/api/sign-in/caller.ts';
import { type Role, roles } from '../../../lambdas/api/sign-in/role.ts';

export interface CognitoProgramsProps {
  readonly pool: cognito.UserPool;
  /** What each role may do, for people to read. */
  readonly whatRolesMay: Readonly<Record<Role, string>>;
  readonly programs: readonly { readonly name: string; readonly role: Role }[];
}

/**
 * Clients of programs, which have a secret and get tokens for themselves (client credentials): no person, no refresh token,
 * and one role, which is the only scope that Cognito gives them. The secret is in Cognito alone, not in the template.
 */
export class CognitoPrograms extends Construct {
  readonly clientIds: readonly string[];

  constructor(scope: Construct, id: string, { pool, whatRolesMay, programs }: CognitoProgramsProps) {
    super(scope, id);
    const scopes = new Map(
      roles.map((role) => [
        role,
        new cognito.ResourceServerScope({ scopeName: nameOf(role), scopeDescription: whatRolesMay[role] }),
      ]),
    );
    const api = pool.addResourceServer('Api', { identifier: resourceOf('viewer'), scopes: [...scopes.values()] });
    this.clientIds = programs.map(({ name, role }) => {
      const client = pool.addClient(`Program${name}`, {
        generateSecret: true,
        preventUserExistenceErrors: true,
        enableTokenRevocation: true,
        accessTokenValidity: Duration.minutes(60),
        oAuth: {
          flows: { clientCredentials: true },
          scopes: [cognito.OAuthScope.resourceServer(api, scopes.get(role) as cognito.ResourceServerScope)],
        },
      });
      new CfnOutput(Stack.of(this), `ProgramClientId${name}`, { value: client.userPoolClientId });
      return client.userPoolClientId;
    });
  }
}

/** A scope is written `<resource>/<name>`. */
const resourceOf = (role: Role): string => scopeOf(role).split('/')[0] ?? '';
const nameOf = (role: Role): string => scopeOf(role).split('/')[1] ?? '';
