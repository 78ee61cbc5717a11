import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMigrations } from '../../lambdas/core/migrations/read-migrations.ts';
import { copiedDatabase } from '../postgres/copied-database.ts';
import { makeOriginal, openConnection } from './database.ts';
import { readProject, runSchedule } from './schedule.ts';

const root = path.join(import.meta.dirname, '../..');

let postgres: Awaited<ReturnType<typeof copiedDatabase>>;
let connection: pg.Client;
beforeAll(async () => {
  postgres = await copiedDatabase('simulated', (url) =>
    makeOriginal(url, root, readMigrations(path.join(root, 'migrations'))),
  );
  connection = await openConnection(postgres.url);
}, 60_000);
afterAll(async () => {
  await connection?.end();
  await postgres?.stop();
});

describe('a schedule', () => {
  it('is the same one whenever its seed is lived, and another one for another seed', async () => {
    const project = readProject(root);
    const lived = [];
    for (const seed of [3, 5, 3]) lived.push((await runSchedule(seed, connection, project)).trace.join('\n'));
    const [first = '', other, again] = lived;
    expect(first.length).toBeGreaterThan(1_000);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  }, 60_000);
});
