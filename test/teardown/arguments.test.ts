import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readStage } from '../../lib/stages/index.ts';
import { parseTeardownArguments } from '../../teardown/arguments.ts';
import type { DeployedStack } from '../../teardown/deployed-stack.ts';
import { planLines, refuseProtected } from '../../teardown/plan.ts';

const root = path.join(import.meta.dirname, '../..');

/** Runs the command as `npm run teardown` does. */
const run = (...argv: string[]) =>
  promisify(execFile)(process.execPath, [path.join(root, 'teardown', 'main.mjs'), ...argv]).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

describe('The arguments of teardown', () => {
  it('name a stage, which is asked for once more', () => {
    expect(parseTeardownArguments(['--stage', 'dev'])).toEqual({ stage: 'dev', act: 'delete', confirmed: undefined });
    expect(parseTeardownArguments(['--stage', 'dev', '--list'])).toMatchObject({ act: 'list' });
    expect(parseTeardownArguments(['--stage', 'dev', '--confirm', 'dev'])).toMatchObject({ confirmed: 'dev' });
  });

  it.each([
    [[], 'name the stage'],
    [['--stage', 'dev', '--confirm', 'prod'], '--confirm prod is not the stage dev'],
    [['--stage', 'dev', '--list', '--confirm', 'dev'], 'does not go together'],
    [['--stage', 'dev', '--force'], "Unknown option '--force'"],
    [['dev'], 'dev'],
  ])('%j are refused in one line', (argv, words) => {
    expect(() => parseTeardownArguments(argv)).toThrow(words);
  });
});

describe('The command teardown', () => {
  it('tells its options', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('two keys') });
  });

  it.each([[[]], [['--stage', 'mars']], [['--stage', 'local']]])('ends with 2 for %j', async (argv) => {
    expect(await run(...argv)).toMatchObject({ code: 2, stderr: expect.stringMatching(/^teardown: [^\n]+\n$/) });
  });
});

describe('What teardown tells', () => {
  const stack = (isProtected: boolean): DeployedStack => ({
    name: 'Countinghouse-dev-Landing',
    account: '111111111111',
    isProtected,
    resources: [
      { id: 'Bucket', type: 'AWS::S3::Bucket', name: 'landed-files', stays: true },
      { id: 'Queue', type: 'AWS::SQS::Queue', name: 'ingest', stays: false },
      { id: 'Policy', type: 'AWS::SQS::QueuePolicy', name: 'policy', stays: false },
    ],
  });

  it('is what goes with its data, and what stays', () => {
    const lines = planLines(readStage('dev'), [stack(false)]);
    const at = lines.findIndex((line) => line.startsWith('Stays'));
    expect(lines.slice(0, at).join('\n')).toMatch(
      /Landing {2}2 resources[\s\S]*with its data: AWS::SQS::Queue {2}ingest/,
    );
    expect(lines.slice(at)).toEqual([expect.stringContaining('Stays'), '  AWS::S3::Bucket  landed-files']);
  });

  it('is that there is nothing, where nothing was deployed', () => {
    expect(planLines(readStage('dev'), [])).toEqual([
      'There is no stack of the stage dev in eu-central-1 of account 111111111111.',
    ]);
  });

  it('is a refusal where a stack is protected, before any is gone', () => {
    expect(() => refuseProtected([stack(false), stack(true)])).toThrow('Countinghouse-dev-Landing: protected');
    expect(() => refuseProtected([stack(false)])).not.toThrow();
  });
});
