import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import branchStats from '../../job-types/branch-stats.json' with { type: 'json' };
import { jobTypeSchema } from '../../lambdas/core/job-types/index.ts';
import { checkParameters } from '../../lambdas/core/requests/check-parameters.ts';
import { contentsOf, parseRequest } from '../../lambdas/core/requests/index.ts';

const declared = jobTypeSchema.parse({
  ...branchStats,
  parameters: [
    { name: 'day', type: 'date', required: true },
    { name: 'least', type: 'decimal', required: false, precision: 5, scale: 2, minimum: '-1.5', maximum: '100' },
    { name: 'months', type: 'integer', required: false, minimum: '1' },
    { name: 'kind', type: 'string', required: false, maxLength: 4, allowed: ['all', 'open'] },
  ],
});

describe('the parameters of a request', () => {
  it.each([
    [{ day: '2026-02-28' }],
    [{ day: '2024-02-29', least: '-1.5', months: '12', kind: 'open' }],
    [{ day: '2026-02-28', least: '100.00' }],
  ])('pass when the declaration admits them: %j', (given) => {
    expect(checkParameters(given, declared)).toBeUndefined();
  });

  it.each([
    [{}, '"day" is missing'],
    [{ day: '2026-02-29' }, 'a day of the calendar'],
    [{ day: '2026-02-28', least: '-1.51' }, 'not be less than -1.5'],
    [{ day: '2026-02-28', least: '100.01' }, 'not be more than 100'],
    [{ day: '2026-02-28', least: '1e2' }, 'decimal number of at most 5 digits'],
    [{ day: '2026-02-28', least: '1000' }, 'decimal number of at most 5 digits'],
    [{ day: '2026-02-28', months: '0' }, 'not be less than 1'],
    [{ day: '2026-02-28', months: '1.0' }, 'whole number'],
    [{ day: '2026-02-28', kind: 'some' }, 'one of all, open'],
    [{ day: '2026-02-28', other: 'x' }, '"other" is none'],
  ])('are refused in words: %j', (given, words) => {
    expect(checkParameters(given as Record<string, string>, declared)).toContain(words);
  });

  it('are none at all for branch-stats', () => {
    expect(checkParameters({ a: 'b' }, jobTypeSchema.parse(branchStats))).toContain('takes no parameters');
  });
});

describe('the parser of requests', () => {
  it('gives a request, a refusal or an unusable message, whatever JSON comes', () => {
    const body = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .record({ requestId: fc.constantFrom('a', 'x/y', '', 'a.b-c'), jobType: fc.string(), source: fc.string() })
        .map((one) => JSON.stringify(one)),
    );
    fc.assert(
      fc.property(body, (text) => {
        try {
          expect(['request', 'refused']).toContain(parseRequest(text).kind);
        } catch (error) {
          expect((error as Error).constructor.name).toBe('UnusableMessageError');
        }
      }),
    );
  });

  it('tells the same contents whatever their order, and others apart', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (parameters) => {
        const asked = { jobType: 'j', source: 's3://b/k', versionId: null, parameters };
        const turned = { ...asked, parameters: Object.fromEntries(Object.entries(parameters).reverse()) };
        expect(contentsOf(turned)).toBe(contentsOf(asked));
        expect(contentsOf({ ...asked, parameters: { ...parameters, more: `${parameters['more']}!` } })).not.toBe(
          contentsOf(asked),
        );
      }),
    );
  });
});
