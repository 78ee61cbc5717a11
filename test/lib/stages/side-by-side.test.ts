import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { smallBuildOutputs } from '../fixtures/build-outputs.ts';
import { addStacks } from '../fixtures/synthesis.ts';

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

type Synthesized = ReturnType<typeof addStacks>;

const templatesOf = ({ app }: Synthesized): z.output<typeof templateSchema>[] =>
  app.synth().stacks.map(({ template }) => templateSchema.parse(template));

/** Properties by which a resource is called in its account, and by which a second one of that name is refused. */
const naming =
  /^(Name|BucketName|QueueName|FunctionName|RoleName|ManagedPolicyName|LogGroupName|TopicName|AlarmName|DashboardName|DBClusterIdentifier|DBSubnetGroupName|UserPoolName|Domain|AliasName)$/;

/** Every name that a stage gives, with the type of what it names; configurations carry theirs one level down. */
function namesOf(stage: Synthesized): string[] {
  return templatesOf(stage).flatMap(({ Resources }) =>
    Object.values(Resources).flatMap(({ Type, Properties }) => {
      const configurations = Object.entries(Properties).filter(([property]) => property.endsWith('Config'));
      return [Properties, ...configurations.map(([, configuration]) => configuration)].flatMap((part) =>
        Object.entries(part ?? {})
          .filter(([property, value]) => naming.test(property) && typeof value === 'string')
          .map(([property, value]) => `${Type} ${property} ${value}`),
      );
    }),
  );
}

describe('two stages in one account', () => {
  const [dev, staging] = [addStacks('dev'), addStacks('staging')];
  const [one, other] = [namesOf(dev), namesOf(staging)];

  it('have no name in common', () => {
    expect(one.length).toBeGreaterThan(5);
    expect(one.filter((name) => other.includes(name))).toEqual([]);
  });

  it('have stacks of different names', () => {
    const stacks = (stage: string) =>
      addStacks(stage)
        .app.synth()
        .stacks.map(({ stackName }) => stackName);
    expect(stacks('dev').filter((name) => stacks('staging').includes(name))).toEqual([]);
  });
});

it('the same code makes the same templates, byte for byte', () => {
  const outputs = smallBuildOutputs();
  const [first, second] = [addStacks('prod', { outputs }), addStacks('prod', { outputs })].map((stage) =>
    JSON.stringify(stage.app.synth().stacks.map(({ template }) => template)),
  );
  expect(second).toBe(first);
});
