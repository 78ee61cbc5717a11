/** Counts what passed and failed, from the reports that the test runners write. */
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed tests that failed, that were skipped without leave, and a suite that died
 * @property {number} skipped tests that were skipped because the machine lacks what the suite needs
 */

/**
 * A suite that ended badly without a failed test has failed itself: a crash is never taken for a pass.
 * @param {import('./suites.mjs').Counting} counting
 * @param {number | null} exitCode null: a signal ended it
 * @param {string} report the file that the runner wrote
 * @param {boolean} [maySkip] whether skipped tests are no failures
 * @returns {Counts}
 */
export function countSuite(counting, exitCode, report, maySkip = false) {
  if (counting === 'exit-code') {
    return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  }
  const { passed, failed, skipped } = readReport(counting, report);
  const counts = maySkip ? { passed, failed, skipped } : { passed, failed: failed + skipped, skipped: 0 };
  const ranNothing = passed + failed + skipped === 0;
  return (exitCode !== 0 && counts.failed === 0) || ranNothing ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {'vitest' | 'pytest'} counting
 * @param {string} report
 * @returns {Counts}
 */
function readReport(counting, report) {
  if (!existsSync(report)) {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const text = readFileSync(report, 'utf8');
  return counting === 'vitest' ? countVitest(text) : countPytest(text);
}

/** @param {string} text */
function countVitest(text) {
  const { numTotalTests, numPassedTests, numPendingTests: skipped, testResults } = JSON.parse(text);
  // A file that could not be loaded has no tests, but a message.
  const unloaded = testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests - skipped + unloaded, skipped };
}

/** @param {string} text */
function countPytest(text) {
  const suites = [...text.matchAll(/<testsuite [^>]*>/g)].map(([tag]) => tag);
  const total = sumOf(suites, 'tests');
  const failed = sumOf(suites, 'failures') + sumOf(suites, 'errors');
  const skipped = sumOf(suites, 'skipped');
  return { passed: total - failed - skipped, failed, skipped };
}

/**
 * @param {readonly string[]} tags
 * @param {string} attribute
 */
const sumOf = (tags, attribute) =>
  tags.reduce((sum, tag) => sum + Number(new RegExp(` ${attribute}="([0-9]+)"`).exec(tag)?.[1] ?? 0), 0);
