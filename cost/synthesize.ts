import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { z } from 'zod';
import { BuildOutputs } from '../lib/build-outputs.ts';
import { readCodeVersion } from '../lib/code-version.ts';
import { addCountinghouse } from '../lib/countinghouse.ts';

const cdkSettings = z.object({ context: z.record(z.string(), z.unknown()) });

const resourceSchema = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const templateSchema = z.object({ Resources: z.record(z.string(), resourceSchema) });
export type Resource = z.output<typeof resourceSchema>;

/** Every resource of every stack of a stage, as `npx cdk deploy` would send them. No AWS account is asked. */
export function synthesize(root: string, stage: string): readonly Resource[] {
  const { context } = cdkSettings.parse(JSON.parse(readFileSync(path.join(root, 'cdk.json'), 'utf8')));
  const outdir = mkdtempSync(path.join(tmpdir(), 'countinghouse-cost-'));
  try {
    const app = new App({ outdir, context: { ...context, stage } });
    addCountinghouse(app, {
      outputs: new BuildOutputs(path.join(root, '.countinghouse', 'build')),
      codeVersion: readCodeVersion(root),
      // What a bill says does not hang on who asks: neither an account nor an endpoint of theirs.
      environment: {},
    });
    return resourcesOf(app);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The resources of all stacks of an app. */
export function resourcesOf(app: App): readonly Resource[] {
  return app.synth().stacks.flatMap(({ template }) => Object.values(templateSchema.parse(template).Resources));
}
