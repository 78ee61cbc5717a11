/** `npm run reset`: empties `.countinghouse/`, the one folder with everything that was installed, built or left behind. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRunning } from './install/lock.mjs';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), '.countinghouse');

/** Process ids of what still uses the folder. */
function users() {
  const starts = join(folder, 'starts');
  const owners = existsSync(starts) ? readdirSync(starts).map((name) => join(starts, name, 'owner.pid')) : [];
  const locks = ['install.lock', 'build.lock'].map((name) => join(folder, name));
  return [...owners, ...locks]
    .filter((file) => existsSync(file))
    .map((file) => Number.parseInt(readFileSync(file, 'utf8'), 10))
    .filter((pid) => pid > 0 && isRunning(pid));
}

const running = users();
if (running.length > 0) {
  process.stderr.write(`countinghouse: still in use by process ${running.join(', ')}; end it first\n`);
  process.exit(1);
}
if (existsSync(folder)) {
  for (const name of readdirSync(folder)) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}
