import { describe, expect, it } from 'vitest';
import type { JobType } from '../../dashboard/src/api/client.ts';
import { checkFile } from '../../dashboard/src/preflight/check-file.ts';
import { declarationSchema } from '../../dashboard/src/preflight/declaration.ts';
import { correctionDeclaration } from '../../dashboard/src/run/corrections/correction-declaration.ts';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';

describe('the check of a corrected file before it is sent', () => {
  const jobType = JSON.parse(JSON.stringify(readJobTypes('job-types').get('branch-stats'))) as JobType;
  const declaration = declarationSchema.parse(correctionDeclaration(jobType));
  const check = (text: string) => checkFile({ blob: new Blob([text]), name: 'fixed.csv' }, declaration);

  it('needs to know which line a row corrects', async () => {
    const report = await check('timestamp,branch_code,amount\n2026-01-01T00:00:00Z,B,1.00\n');
    expect(report).toMatchObject({ verdict: 'will-be-rejected', rejection: { code: 'wrong-header' } });
  });

  it('minds no share of bad rows, and judges the line last', async () => {
    const report = await check(
      '_line,_raw,timestamp,branch_code,amount\n0,,t,B,1\nx,,2026-01-01T00:00:00Z,B,1\n0,,2026-01-01T00:00:00Z,B,1\n',
    );
    expect(report.verdict).not.toBe('will-be-rejected');
    expect(report.firstBadRows.map(({ reason, column }) => [reason, column])).toEqual([
      ['bad-timestamp', 'timestamp'],
      ['bad-integer', '_line'],
      ['out-of-range', '_line'],
    ]);
  });
});
