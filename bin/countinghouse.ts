import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { BuildOutputs } from '../lib/build-outputs.ts';
import { readCodeVersion } from '../lib/code-version.ts';
import { addCountinghouse } from '../lib/countinghouse.ts';
import { StageError } from '../lib/stages/stage-error.ts';

const projectRoot = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

try {
  const app = new App();
  addCountinghouse(app, {
    outputs: new BuildOutputs(path.join(projectRoot, '.countinghouse', 'build')),
    codeVersion: readCodeVersion(projectRoot),
    environment: process.env,
  });
  app.synth();
} catch (error) {
  if (!(error instanceof StageError)) {
    throw error;
  }
  // A person must act, and the message says how; a stack trace would only hide it.
  process.stderr.write(`\n${error.message}\n\n`);
  process.exitCode = 1;
}
