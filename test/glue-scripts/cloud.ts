/**
 * The parts of the laptop cloud that a worker needs, for the Python tests: S3, PostgreSQL with the migrations applied, and
 * the RDS Data endpoint. Prints one line of JSON with their addresses, then obeys lines on standard input
 * (`sleep <milliseconds>`, `fail <milliseconds>`: of the database) until that is closed.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { startEmulator } from '../../local/cloud/emulator/index.ts';
import { startPostgres } from '../../local/cloud/postgres/index.ts';
import { startRdsData } from '../../local/cloud/rds-data/index.ts';

async function applyMigrations(url: string): Promise<void> {
  const folder = path.resolve(import.meta.dirname, '../../migrations');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()) {
      await client.query(await readFile(path.join(folder, file), 'utf8'));
    }
  } finally {
    await client.end();
  }
}

const [stateDirectory] = process.argv.slice(2);
if (stateDirectory === undefined) {
  throw new Error('usage: cloud.ts STATE_DIRECTORY');
}
const [emulator, postgres] = await Promise.all([
  startEmulator({ stateDirectory: path.join(stateDirectory, 'emulator') }),
  startPostgres({ stateDirectory: path.join(stateDirectory, 'postgres') }),
]);
await applyMigrations(postgres.url);
const rdsData = await startRdsData({ postgresUrl: postgres.url });
process.stdout.write(`${JSON.stringify({ s3: emulator.endpoint, rdsData: rdsData.endpoint })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const [command, milliseconds] = line.split(' ');
  if (command === 'sleep') {
    rdsData.sleep(Number(milliseconds));
  } else if (command === 'fail') {
    rdsData.fail(Number(milliseconds));
  }
  process.stdout.write('done\n');
}
await rdsData.stop();
await Promise.all([emulator.stop(), postgres.stop()]);
