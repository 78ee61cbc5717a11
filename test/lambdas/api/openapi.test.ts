import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeApi, describeApiText } from '../../../lambdas/api/openapi/describe.ts';
import { problemSchema } from '../../../lambdas/api/problems/problem.ts';

const committed = readFileSync(new URL('../../../lambdas/api/openapi/openapi.json', import.meta.url), 'utf8');
const document = describeApi();

const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe('the OpenAPI document', () => {
  it('that is committed is the one that the code gives (else run lambdas/api/openapi/write.ts)', () => {
    expect(committed).toBe(describeApiText());
  });

  it('names every route', () => {
    expect(operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual([
      'DELETE /api/uploads/{uploadId}',
      'GET /api/accounts',
      'GET /api/accounts/{accountNumber}',
      'GET /api/branch-series',
      'GET /api/branches',
      'GET /api/branches.csv',
      'GET /api/branches/{branchCode}',
      'GET /api/countries',
      'GET /api/database',
      'GET /api/health',
      'GET /api/job-types',
      'GET /api/me',
      'GET /api/runs',
      'GET /api/runs/{runId}',
      'GET /api/runs/{runId}/corrected-lines',
      'GET /api/runs/{runId}/figures',
      'GET /api/runs/{runId}/receipt',
      'GET /api/runs/{runId}/rejects',
      'GET /api/runs/{runId}/rejects.csv',
      'GET /api/runs/{runId}/results',
      'GET /api/transfers/rejected',
      'GET /api/uploads/{uploadId}/parts',
      'POST /api/runs',
      'POST /api/runs/{runId}/restore',
      'POST /api/runs/{runId}/retry',
      'POST /api/runs/{runId}/withdraw',
      'POST /api/uploads',
      'POST /api/uploads/{uploadId}/addresses',
      'POST /api/uploads/{uploadId}/complete',
    ]);
  });

  it('declares every answer that is no success as a problem document', () => {
    for (const { operation } of operations) {
      const statuses = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
      expect(statuses).toContain('500');
      for (const status of statuses) {
        expect(operation.responses[status]).toHaveProperty(
          ['content', 'application/problem+json', 'schema', '$ref'],
          '#/components/schemas/Problem',
        );
      }
    }
  });

  it('gives each operation a name of its own and a summary', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.every(({ operation }) => operation.summary !== undefined)).toBe(true);
  });

  it('tells the bounds of a limit', () => {
    const limit = operations
      .flatMap(({ operation }) => operation.parameters ?? [])
      .find((parameter) => 'name' in parameter && parameter.name === 'limit');
    expect(limit).toMatchObject({ schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } });
  });

  it('resolves every reference', () => {
    const names = new Set(Object.keys(document.components?.schemas ?? {}));
    const references = [...committed.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter((name) => name === undefined || !names.has(name))).toEqual([]);
  });

  it('describes the members of a problem as they are checked', () => {
    expect(Object.keys(problemSchema.shape)).toEqual(
      Object.keys(
        z.object({ properties: z.record(z.string(), z.unknown()) }).parse(document.components?.schemas?.['Problem'])
          .properties,
      ),
    );
  });
});
