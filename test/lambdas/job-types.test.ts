import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import { declarationSchemaText } from '../../lambdas/core/job-types/json-schema.ts';

const directory = path.join(import.meta.dirname, '../../job-types');

const declarationWith = (change: Readonly<Record<string, unknown>>, name = 'branch-stats'): string => {
  const known: Record<string, unknown> = JSON.parse(readFileSync(path.join(directory, 'branch-stats.json'), 'utf8'));
  const declaration = { ...known, ...change };
  const folder = mkdtempSync(path.join(tmpdir(), 'job-types-'));
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(declaration));
  return folder;
};

describe('the declarations', () => {
  it('are read by name', () => {
    const branchStats = readJobTypes(directory).get('branch-stats');
    expect(branchStats?.sources[0]?.columns.map((column) => column.name)).toEqual([
      'timestamp',
      'branch_code',
      'amount',
    ]);
  });

  it('have a JSON Schema that is up to date', () => {
    const written: unknown = JSON.parse(readFileSync(path.join(directory, 'schema.json'), 'utf8'));
    expect(written).toEqual(JSON.parse(declarationSchemaText()));
  });

  it.each([
    ['an unknown property', { tolerence: '0.05' }, 'tolerence'],
    ['a tolerance that is a float', { badRowTolerance: 0.05 }, 'badRowTolerance'],
    ['a foreign prefix', { landing: { prefix: 'landing/x/', suffixes: ['.csv'] } }, 'landing.prefix'],
    ['no source', { sources: [] }, 'sources'],
  ])('are refused with %s, and the message names it', (_, change, complaint) => {
    expect(() => readJobTypes(declarationWith(change))).toThrow(complaint);
  });

  it('are refused under the name of another', () => {
    expect(() => readJobTypes(declarationWith({}, 'other'))).toThrow('must carry the name of its file');
  });
});
