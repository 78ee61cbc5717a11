import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exceptions, isAdmitted, isPermissive } from './licences.ts';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().default(''),
      integrity: z.string().default(''),
      inBundle: z.boolean().default(false),
      os: z.array(z.string()).optional(),
      cpu: z.array(z.string()).optional(),
    }),
  ),
});
const npm = Object.entries(lockSchema.parse(JSON.parse(read('package-lock.json'))).packages)
  .filter(([place]) => place !== '')
  .map(([place, known]) => ({ name: place.replace(/^.*node_modules\//, ''), ...known }));

/** A package as a lock of pip's names it, with the hashes under it. */
const pinned = ['requirements', 'requirements-test', 'requirements-localstack'].flatMap((file) =>
  [
    ...read(`local/install/${file}.txt`).matchAll(/^([A-Za-z0-9_.-]+)==\S+(?: ;[^\\\n]*)? \\\n((?: +--hash=.*\n)*)/gm),
  ].map(([, name = '', hashes = '']) => ({ name: name.toLowerCase().replace(/[-_.]+/g, '-'), hashes })),
);
const licenceSchema = z.record(z.string(), z.array(z.string()));
const python = new Map(
  Object.entries(licenceSchema.parse(JSON.parse(read('test/dependencies/python-licences.json')))).flatMap(
    ([licence, names]) => names.map((name) => [name, licence] as const),
  ),
);

/** Of the groups of Maven that the jars come from. */
const jarLicences: readonly (readonly [prefix: string, licence: string])[] = [
  ['org/apache/', 'Apache-2.0'],
  ['software/amazon/', 'Apache-2.0'],
  ['org/wildfly/', 'Apache-2.0'],
  ['io/netty/', 'Apache-2.0'],
  ['org/reactivestreams/', 'MIT-0'],
];
const jars = z
  .array(z.object({ path: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
  .parse(JSON.parse(read('local/install/jars.json')));

describe('every package of npm', () => {
  it('is under a licence that lets it be used here', () => {
    expect(npm.length).toBeGreaterThan(100);
    expect(npm.filter(({ name, license }) => !isAdmitted(name, license))).toEqual([]);
  });

  it('is pinned to its content, or arrives inside one that is, or is for another system', () => {
    const unpinned = npm.filter(({ integrity }) => !integrity.startsWith('sha512-'));
    // npm leaves the hash out of programs for systems other than the one that wrote the lock; their exact version stands.
    const isElsewhere = ({ os = [], cpu = [], name }: (typeof npm)[number]) =>
      (os.length > 0 && !os.includes('linux')) || (cpu.length > 0 && !cpu.includes('x64')) || name.includes('musl');
    expect(unpinned.filter((one) => !one.inBundle && !isElsewhere(one)).map(({ name }) => name)).toEqual([]);
  });
});

describe('every package of Python', () => {
  it('is under a licence that lets it be used here', () => {
    expect(pinned.length).toBeGreaterThan(100);
    const licences = pinned.map(({ name }) => ({ name, licence: python.get(name) ?? 'unknown' }));
    expect(licences.filter(({ name, licence }) => !isAdmitted(name, licence))).toEqual([]);
  });

  it('is pinned to its content', () => {
    expect(pinned.filter(({ hashes }) => !/--hash=sha256:[0-9a-f]{64}/.test(hashes))).toEqual([]);
    const lines = ['requirements', 'requirements-test', 'requirements-localstack'].flatMap(
      (file) => read(`local/install/${file}.txt`).match(/^[A-Za-z0-9_.-]+==/gm) ?? [],
    );
    expect(pinned).toHaveLength(lines.length);
  });
});

it('every jar is pinned to its content and under a licence that lets it be used here', () => {
  const licences = jars.map((jar) => [
    jar.path,
    jarLicences.find(([prefix]) => jar.path.startsWith(prefix))?.[1] ?? '',
  ]);
  expect(licences.filter(([name = '', licence = '']) => !isAdmitted(name, licence))).toEqual([]);
});

describe('a licence', () => {
  it.each([
    ['GPL-3.0-only', false],
    ['MIT AND GPL-3.0-only', false],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['Apache-2.0 AND CNRI-Python', true],
    ['SEE LICENSE IN LICENSE.md', false],
    ['', false],
  ])('%s is permissive: %s', (expression, expected) => {
    expect(isPermissive(expression)).toBe(expected);
  });

  it('that is not permissive is excepted for packages that are there, and for a reason', () => {
    const names = [...npm.map(({ name }) => name), ...pinned.map(({ name }) => name)];
    expect(exceptions.filter(({ name, reason }) => reason === '' || !names.some((one) => name.test(one)))).toEqual([]);
  });
});
