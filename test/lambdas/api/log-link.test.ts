import { describe, expect, it } from 'vitest';
import { cloudWatchLink } from '../../../lambdas/core/reports/log-link.ts';

describe('the link to a log in the console', () => {
  it('shows the streams of the group that begin with the job run', () => {
    const link = cloudWatchLink('eu-central-1', '/countinghouse/prod/glue/branch-stats/output/jr_0a1b');
    expect(link).toBe(
      'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/' +
        '$252Fcountinghouse$252Fprod$252Fglue$252Fbranch-stats$252Foutput$3FlogStreamNameFilter$3Djr_0a1b',
    );
  });
});
