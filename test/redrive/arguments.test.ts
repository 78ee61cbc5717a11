import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseRedriveArguments } from '../../redrive/arguments.ts';

const root = path.join(import.meta.dirname, '../..');

/** Runs the command as `npm run redrive` does. */
const run = (...argv: string[]) =>
  promisify(execFile)(process.execPath, [path.join(root, 'redrive', 'main.mjs'), ...argv]).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

describe('The arguments of redrive', () => {
  it('are none for the cloud of this laptop, with bounds on number and time', () => {
    expect(parseRedriveArguments([])).toEqual({
      stage: undefined,
      port: undefined,
      act: 'redrive',
      queue: undefined,
      most: 1000,
      seconds: 300,
    });
  });

  it('name a stage, a queue and bounds', () => {
    const argv = ['--stage', 'prod', '--dry-run', '--queue=Ingest', '--max', '5', '--seconds', '60'];
    expect(parseRedriveArguments(argv)).toMatchObject({
      stage: 'prod',
      act: 'dry-run',
      queue: 'ingest',
      most: 5,
      seconds: 60,
    });
  });

  it.each([
    [['--list', '--dry-run'], '--list and --dry-run do not go together'],
    [['--stage', 'prod', '--port', '4280'], 'does not go together with --stage'],
    [['--max', '0'], '--max must be a whole number from 1 to 100000, not "0"'],
    [['--max', '1e9'], '--max must be'],
    [['--seconds', '99999'], '--seconds must be a whole number from 1 to 39600'],
    [['--everything'], "Unknown option '--everything'"],
    [['ingest'], 'ingest'],
  ])('%j are refused in one line', (argv, words) => {
    expect(() => parseRedriveArguments(argv)).toThrow(words);
  });
});

describe('The command redrive', () => {
  it('tells its options', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit code') });
  });

  it.each([[['--max', 'many']], [['--stage', 'mars']], [['--port', '1']]])('ends with 2 for %j', async (argv) => {
    expect(await run(...argv)).toMatchObject({ code: 2, stderr: expect.stringMatching(/^redrive: [^\n]+\n$/) });
  });
});
