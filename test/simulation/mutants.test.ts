import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../migrations/fresh-database.ts';
import { replaceOnce } from './laboratory.ts';
import { MUTANTS } from './mutants/run-mutants.ts';

const root = path.join(import.meta.dirname, '../..');

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => await database.stop());

describe('the mutants of the simulation', () => {
  it('have names of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    'still find what they take out: %s',
    async (_, one) => {
      for (const { file, find, replace } of one.code ?? []) {
        const text = readFileSync(path.join(root, file), 'utf8');
        expect(replaceOnce(text, find, replace, file)).not.toBe(text);
      }
      await database.client.query('begin');
      try {
        await one.alter?.(database.client);
      } finally {
        await database.client.query('rollback');
      }
    },
  );
});
