/** `node local/generate/main.mjs --rows 100m --out FILE [--seed S] [--branches B]`: writes generated transactions. */
import { parseArgs } from 'node:util';
import { parseRows, UsageError } from '../cli/arguments.mjs';
import { DEFAULT_BRANCHES, DEFAULT_SEED, generateFile } from './generate.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1m' },
    seed: { type: 'string', default: String(DEFAULT_SEED) },
    branches: { type: 'string', default: String(DEFAULT_BRANCHES) },
    out: { type: 'string' },
  },
});

try {
  if (values.out === undefined) {
    throw new UsageError('--out FILE says where to write');
  }
  const size = await generateFile({
    path: values.out,
    rows: parseRows(values.rows),
    seed: Number(values.seed),
    branches: Number(values.branches),
  });
  process.stderr.write(`${values.out}: ${size} bytes\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof UsageError || error instanceof RangeError ? 2 : 1;
}
