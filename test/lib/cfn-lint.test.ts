import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { stageNames } from '../../lib/stages/settings.ts';
import { addStacks } from './fixtures/synthesis.ts';

const linter = path.join(import.meta.dirname, '..', '..', '.countinghouse', 'venv', 'bin', 'cfn-lint');

/** W3005, a dependency that is given twice: CDK writes DependsOn for every resource of a construct, redundant or not. */
const ignored = ['W3005'];

it('finds no fault in the templates of any stage', () => {
  expect(existsSync(linter), `${linter} is missing; "npm test" installs it`).toBe(true);
  const templates = stageNames.flatMap((stage) =>
    addStacks(stage)
      .app.synth()
      .stacks.map((stack) => stack.templateFullPath),
  );
  expect(templates).toHaveLength(23);
  const { status, stdout, stderr } = spawnSync(linter, ['--ignore-checks', ...ignored, '--', ...templates], {
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
}, 180_000);
