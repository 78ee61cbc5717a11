import { writeFileSync } from 'node:fs';
import { describeApiText } from './describe.ts';

/**
 * Writes openapi.json beside this file, from which the dashboard's types are made. Run it after a change of a route:
 * `node --import tsx lambdas/api/openapi/write.ts`. A test fails while the committed document is stale.
 */
writeFileSync(new URL('openapi.json', import.meta.url), describeApiText());
