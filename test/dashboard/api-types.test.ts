import { readFileSync } from 'node:fs';
import path from 'node:path';
import openapiTypescript, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

it('the dashboard knows the API as its OpenAPI document describes it (npm run api-types writes it anew)', async () => {
  const document = readFileSync(path.join(root, 'lambdas/api/openapi/openapi.json'), 'utf8');
  const current = COMMENT_HEADER + astToString(await openapiTypescript(document));
  const committed = readFileSync(path.join(root, 'dashboard/src/api/api.generated.ts'), 'utf8');
  expect(committed).toBe(current);
});
