import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { z } from 'zod';
import { LAPTOP_KEYS, LAPTOP_REGION } from '../../local/cli/environment.ts';
import type { Statement } from './evaluate.ts';

/** A role as CloudFormation has made it from the synthesized template, every reference resolved. */
export interface DeployedRole {
  readonly name: string;
  /** Its logical id without the hash, such as `IntakeHandlerRole`. */
  readonly id: string;
  readonly statements: readonly Statement[];
}

const listed = z.union([z.array(z.string()), z.string().transform((one) => [one])]);
const documentSchema = z.object({
  Statement: z.array(
    z
      .object({
        Effect: z.enum(['Allow', 'Deny']),
        Action: listed,
        Resource: listed,
        Condition: z.record(z.string(), z.record(z.string(), listed)).default({}),
      })
      .transform(({ Effect, Action, Resource, Condition }) => ({
        effect: Effect,
        actions: Action,
        resources: Resource,
        conditions: Condition,
      })),
  ),
});

const STACKS = ['Data', 'Landing', 'Processing', 'Edge'];

/** The roles that Lambda functions and Glue jobs of the laptop cloud work with. */
export async function deployedRoles(endpoint: string): Promise<DeployedRole[]> {
  const cloudFormation = new CloudFormationClient({ endpoint, region: LAPTOP_REGION, credentials: LAPTOP_KEYS });
  try {
    const roles: DeployedRole[] = [];
    for (const stack of STACKS) {
      const StackName = `Countinghouse-local-${stack}`;
      const { StackResourceSummaries = [] } = await cloudFormation.send(new ListStackResourcesCommand({ StackName }));
      for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries) {
        if (ResourceType !== 'AWS::IAM::Role') continue;
        const id = LogicalResourceId.replace(/[0-9A-F]{8}$/, '');
        roles.push({ name: PhysicalResourceId, id, statements: await statementsOf(endpoint, PhysicalResourceId) });
      }
    }
    return roles;
  } finally {
    cloudFormation.destroy();
  }
}

async function statementsOf(endpoint: string, RoleName: string): Promise<Statement[]> {
  const names = valuesIn(await askIam(endpoint, { Action: 'ListRolePolicies', RoleName }), 'member');
  const documents = await Promise.all(
    names.map(async (PolicyName) => {
      const answer = await askIam(endpoint, { Action: 'GetRolePolicy', RoleName, PolicyName });
      return valuesIn(answer, 'PolicyDocument').map((text) => decodeURIComponent(text));
    }),
  );
  return documents.flat().flatMap((text) => documentSchema.parse(JSON.parse(text)).Statement);
}

/** IAM speaks the query protocol: a form is asked, XML is answered. */
async function askIam(endpoint: string, form: Readonly<Record<string, string>>): Promise<string> {
  const scope = `${LAPTOP_KEYS.accessKeyId}/20260101/${LAPTOP_REGION}/iam/aws4_request`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00` },
    body: new URLSearchParams({ ...form, Version: '2010-05-08' }),
  });
  if (!answer.ok) {
    throw new Error(`IAM refused ${form['Action']}: ${await answer.text()}`);
  }
  return answer.text();
}

const entities: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" };

const valuesIn = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) =>
    text.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole),
  );
