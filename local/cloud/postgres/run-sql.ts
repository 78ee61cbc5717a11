import pg from 'pg';

/** Runs one statement in a connection of its own. */
export async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'countinghouse' });
  client.on('error', () => {}); // a broken connection also fails the call below
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
