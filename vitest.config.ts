import { defineConfig } from 'vitest/config';

const manyRows = ['branch-plans', 'branch-downloads', 'branches.property', 'run-plans'].map(
  (name) => `test/lambdas/api/${name}.test.ts`,
);
/** Sweeps a bucket of a million objects. */
const manyObjects = ['test/lambdas/sweep-scale.test.ts'];
/** Starts programs and waits whether they go on, or loads a library that reads the environment as it is loaded. */
const programs = ['test/cli/reader-gone.test.ts', 'test/lambdas/tracing.test.ts'];
/** Migrates a dozen databases, one of them killed at every statement. */
const upgrades = ['test/migrations/upgrades.test.ts'];

/** Holds what the end-to-end tests have recorded against the roles. */
const recordings = ['test/policies/recorded-calls.test.ts'];

/** Ask a real PostgreSQL, each file one of its own. */
const onPostgres = [
  'test/{migrations,lambdas/api,lambdas/lulls}/**/*.test.ts',
  'test/bench/publish-runs.test.ts',
  'test/cli/verify*.test.ts',
  'test/simulation/{mutants,same-seed}.test.ts',
  ...[
    'batches',
    'database',
    'database-failures',
    'dead-letters.property',
    'intake',
    'migrate',
    'request-races',
    'requests',
    'run-story',
    'settle',
    'worker-limits',
  ].map((name) => `test/lambdas/${name}.test.ts`),
];
const elsewhere = ['test/lib/cfn-lint.test.ts', ...recordings, ...manyRows, ...manyObjects, ...programs, ...upgrades];

/**
 * `unit` starts nothing; `database` asks a PostgreSQL that is started once; `templates` lints what every stage synthesizes;
 * `contract` starts the laptop cloud's parts one by one, and fills a PostgreSQL with many branches and runs; `e2e` deploys the
 * whole, `policies` holds what was called then against the roles, and `chaos` breaks what was deployed.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/{cost,lambdas,lib,cli,migrations,dashboard,bench,simulation,policies,redrive,teardown,dependencies}/**/*.test.{ts,tsx}',
          ],
          exclude: [...elsewhere, ...onPostgres],
          env: { COUNTINGHOUSE_TESTS_WITHOUT: 'PostgreSQL' },
          // Loading the CDK for each file anew would take longer than the tests.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'database',
          include: onPostgres,
          exclude: elsewhere,
          // The files of a process share one server.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      { test: { name: 'policies', include: recordings } },
      // Asks the registries about what is locked.
      { test: { name: 'audit', include: ['test/audit/**/*.test.ts'] } },
      { test: { name: 'templates', include: ['test/lib/cfn-lint.test.ts'], testTimeout: 120_000 } },
      {
        test: {
          name: 'contract',
          include: ['test/local/**/*.test.ts', ...manyRows, ...manyObjects, ...programs, ...upgrades],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'localstack',
          include: ['test/localstack/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/{e2e,browser}/**/*.test.ts'],
          exclude: ['test/e2e/chaos/**'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'chaos',
          include: ['test/e2e/chaos/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Each has a cloud of its own, and one mostly waits while the other mostly works.
          fileParallelism: true,
        },
      },
    ],
  },
});
