import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startDataApi } from './data-api.ts';

const python =
  process.env['COUNTINGHOUSE_PYTHON'] ??
  fileURLToPath(new URL('../../../.countinghouse/venv/bin/python', import.meta.url));

it('speaks to boto3 as to the AWS SDK, and keeps 64-bit integers exact', async () => {
  const api = await startDataApi();
  try {
    const script = fileURLToPath(new URL('./boto3_smoke.py', import.meta.url));
    const { stdout } = await promisify(execFile)(python, [script, api.endpoint.endpoint]);
    expect(JSON.parse(stdout)).toEqual({
      exact: true,
      blob: 'AP8=',
      text: '"longValue": 12345678901234567890',
      numeric: '9223372036854775807',
      error: { Code: 'DatabaseErrorException', Message: 'ERROR: division by zero; SQLState: 22012' },
      status: 'Rollback Complete',
    });
  } finally {
    await api.stop();
  }
});
