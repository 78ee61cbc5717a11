/** Starts a PostgreSQL, tells its address and waits to be killed. */
import { startPostgres } from '../../../local/cloud/postgres/index.ts';

const [stateDirectory] = process.argv.slice(2);
if (stateDirectory === undefined) throw new Error('usage: kept-open.ts STATE_DIRECTORY');
const { url } = await startPostgres({ stateDirectory });
process.stdout.write(`${url}\n`);
setInterval(() => {}, 60_000);
