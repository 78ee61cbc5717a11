/** Writes `job-types/schema.json`: `node --import tsx lambdas/core/job-types/write-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { declarationSchemaText } from './json-schema.ts';

writeFileSync(new URL('../../../job-types/schema.json', import.meta.url), declarationSchemaText());
