import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { BuildOutputs } from '../../../lib/build-outputs.ts';
import { addCountinghouse } from '../../../lib/countinghouse.ts';

/** What stands on the receipts of the release after this one. */
export const NEXT_VERSION = '99.0.0+next';

const MIGRATION = `
alter table run add column next_release text;
create table next_release (noted_at timestamptz not null default clock_timestamp());
insert into next_release default values;
`;

/** Copies what was built into a folder, with one more migration and another word in the worker's code. */
export function makeNextRelease(projectRoot: string, folder: string): { readonly app: string } {
  cpSync(path.join(projectRoot, '.countinghouse', 'build'), folder, { recursive: true });
  writeFileSync(path.join(folder, 'lambdas', 'migrate', 'migrations', '9999_next_release.sql'), MIGRATION);
  const script = path.join(folder, 'glue-scripts', 'branch_stats.py');
  writeFileSync(script, `${readFileSync(script, 'utf8')}\n# The next release.\n`);
  return { app: `${process.execPath} --import tsx ${import.meta.filename} ${folder}` };
}

function synthesize(folder: string): void {
  const app = new App();
  const outputs = new BuildOutputs(folder);
  addCountinghouse(app, { outputs, codeVersion: NEXT_VERSION, environment: process.env });
  app.synth();
}

// Run by the CDK's CLI as the app; imported by the test.
const [, script, folder] = process.argv;
if (script === import.meta.filename && folder !== undefined) synthesize(folder);
