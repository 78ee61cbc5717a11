import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseArguments, UsageError } from '../../local/cli/arguments.mjs';
import { type BareCheckout, makeBareCheckout, projectRoot } from './bare-checkout.ts';

let checkout: BareCheckout;

beforeAll(() => {
  checkout = makeBareCheckout();
  writeFileSync(join(checkout.path, 'a.csv'), 'timestamp,branch_code,amount\n');
  mkdirSync(join(checkout.path, 'folder'));
  writeFileSync(join(checkout.path, 'folder', 'a.csv'), 'timestamp,branch_code,amount\n');
});

afterAll(() => rmSync(checkout.path, { recursive: true }));

describe('A mistake in the command line gets one line on stderr and exit code 2, before anything is made', () => {
  it.each([
    [['missing.csv'], 'there is no file "missing.csv"'],
    [[''], 'there is no file ""'],
    [['package.json/x.csv'], 'there is no file "package.json/x.csv"'],
    [['a'.repeat(5000)], 'cannot be read: ENAMETOOLONG'],
    [['folder'], '"folder" is a folder'],
    [['/dev/null'], '"/dev/null" is not a regular file'],
    [['a.csv', 'folder/a.csv'], 'have the same name'],
    [['a.csv', './a.csv'], 'have the same name'],
    [['--job-type', 'nonsense', 'a.csv'], 'no job type "nonsense"; known: account-balances, branch-stats'],
    [['--job-type', 'schema', 'a.csv'], 'no job type "schema"'],
    [['--job-type'], '--job-type needs a value'],
    [['--fast'], 'no option --fast'],
    [['-x'], 'no option -x'],
    [['--rows', '5', 'a.csv'], '--rows says how many transactions to generate'],
    [['--rows', '0'], 'whole number from 1 to 1g'],
    [['--rows', '-1'], 'whole number from 1 to 1g'],
    [['--rows', '1.5m'], 'whole number from 1 to 1g'],
    [['--rows', '2g'], 'whole number from 1 to 1g'],
    [['--rows', '1t'], 'whole number from 1 to 1g'],
    [['--rows='], '--rows needs a value'],
    [['--port', '0'], 'a number from 1 to 65535'],
    [['--port', '65536'], 'a number from 1 to 65535'],
    [['--port', 'http'], 'a number from 1 to 65535'],
    [['--once=yes'], '--once takes no value'],
    [['--once', '--once'], '--once is given twice'],
  ])('%j', (parameters, message) => {
    const before = checkout.names();
    const { exitCode, stdout, stderr } = checkout.start(parameters);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(checkout.names()).toEqual(before);
  });

  it('a file that may not be read', () => {
    const file = join(checkout.path, 'secret.csv');
    writeFileSync(file, 'x');
    chmodSync(file, 0o000);
    chmodSync(checkout.path, 0o755);
    const asNobody = process.getuid?.() === 0;
    // Root may read everything; the rights of somebody else are what can be refused.
    if (asNobody) process.seteuid?.(65_534);
    try {
      expect(() => parseArguments([file], projectRoot)).toThrow(
        new UsageError(`"${file}" cannot be read: permission denied`),
      );
    } finally {
      if (asNobody) process.seteuid?.(0);
    }
  });
});

describe('A right command line', () => {
  const parse = (...parameters: string[]) => parseArguments(parameters, projectRoot);

  it('without anything asks for a million generated rows', () => {
    expect(parse()).toEqual({
      files: [],
      names: [],
      isBatch: false,
      rows: 1_000_000,
      jobType: 'branch-stats',
      once: false,
      json: false,
      port: null,
    });
  });

  it.each([
    ['500', 500],
    ['100k', 100_000],
    ['100M', 100_000_000],
    ['1g', 1_000_000_000],
  ])('understands --rows %s', (text, rows) => {
    expect(parse('--rows', text)).toMatchObject({ rows });
    expect(parse(`--rows=${text}`)).toMatchObject({ rows });
  });

  it('keeps the order of the files, mixed with options', () => {
    const [first, second] = [join(checkout.path, 'a.csv'), join(projectRoot, 'package.json')];
    const parsed = parse(second, '--once', first, '--json', '--port', '8080');
    expect(parsed).toMatchObject({ files: [second, first], once: true, json: true, port: 8080 });
  });

  it('takes what follows -- as files, whatever they begin with', () => {
    const odd = join(checkout.path, '--once');
    writeFileSync(odd, '');
    expect(parse('--', odd)).toMatchObject({ files: [odd], once: false });
  });

  it('lands a file under its own name', () => {
    expect(parse(join(checkout.path, 'a.csv'))).toMatchObject({ names: ['a.csv'], isBatch: false });
  });

  it('asks for help', () => {
    const { exitCode, stdout } = checkout.start(['missing.csv', '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('npm start -- FILE');
  });
});
