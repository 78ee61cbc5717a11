import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database, TransactionalDatabase } from '../../../lambdas/core/database/index.ts';
import { branchSorts, orders } from '../../../lambdas/core/reports/branch.ts';
import { ApiUnderTest } from './api-under-test.ts';
import { type Change, Changes, changeNames } from './changes.ts';

/** What happens in the midst of a request: behind its first steps, each a statement or an object that it reads. */
interface Meanwhile {
  stepsLeft: number;
  readonly act: () => Promise<unknown>;
}

let meanwhile: Meanwhile | undefined;
let steps = 0;

async function step<T>(done: Promise<T>): Promise<T> {
  const result = await done;
  steps++;
  if (meanwhile !== undefined && --meanwhile.stepsLeft === 0) {
    const { act } = meanwhile;
    meanwhile = undefined;
    await act();
  }
  return result;
}

const stepwise =
  (database: Database): Database['query'] =>
  (...statement) =>
    step(database.query(...statement));
const watched = (database: TransactionalDatabase): TransactionalDatabase => ({
  query: stepwise(database),
  transaction: (work, repeatable) => database.transaction((inside) => work({ query: stepwise(inside) }), repeatable),
});

let api: ApiUnderTest;
let changes: Changes;
beforeAll(async () => {
  api = await ApiUnderTest.start({ watched });
  const read = api.results.read.bind(api.results);
  api.results.read = (key) => step(read(key));
  changes = new Changes(api);
}, 60_000);
afterAll(() => api?.stop());

/** Every route that tells of figures and runs. The orders take turns, so that each is met with some change. */
function routesOf(runIds: readonly string[], turn: number): string[] {
  const [runId = ''] = runIds;
  const sort = `sort=${branchSorts[turn % branchSorts.length]}&order=${orders[turn % orders.length]}`;
  const named = runIds.map((one) => `runId=${one}`).join('&');
  const days = 'landedFrom=2026-01-01&landedTo=2026-01-31';
  return [
    ...[sort, `sort=branchCode&${named}`, `${sort}&runId=${runId}`, `${sort}&${days}`].map(
      (view) => `/api/branches?${view}`,
    ),
    ...[sort, `${sort}&${named}`].map((view) => `/api/branches.csv?${view}`),
    ...['/api/branches/B0', '/api/branch-series?branchCode=B0', '/api/runs', '/api/runs?state=SUCCEEDED&q=csv'],
    ...['', '/receipt', '/figures', '/corrected-lines', '/rejects', '/rejects.csv'].map(
      (part) => `/api/runs/${runId}${part}`,
    ),
  ];
}

async function answerOf(route: string): Promise<string> {
  const answer = await api.api.request(route);
  const text = await answer.text();
  // A problem names its request.
  return `${answer.status} ${answer.status === 200 ? text : JSON.parse(text).detail}`;
}

/** The answers before the change and behind each step of it, and the one in whose midst all of it happened. */
async function torn(change: Change, route: string, stepsLeft: number) {
  const answers = [await answerOf(route)];
  const act = async () => {
    for (const one of change.steps) {
      await one();
      answers.push(await answerOf(route));
    }
  };
  meanwhile = { stepsLeft, act };
  const answer = await answerOf(route);
  expect(meanwhile, `${route} takes ${stepsLeft} steps`).toBeUndefined();
  return { answers, answer };
}

async function stepsOf(route: string): Promise<number> {
  steps = 0;
  await answerOf(route);
  return steps;
}

/** What one statement tells is of one moment by the database itself: only what takes several steps could mix two. */
it.each(changeNames.map((name, turn) => [name, turn] as const))(
  'no answer is a mixture when, between any two of its steps, there comes %s',
  async (name, turn) => {
    const { runIds } = await changes.ready(name);
    let changed = 0;
    for (const [place, route] of routesOf(runIds, turn).entries()) {
      const taken = await stepsOf(route);
      for (let behind = 1; behind < taken; behind++) {
        const change = await changes.ready(name);
        const another = routesOf(change.runIds, turn)[place] ?? '';
        const { answers, answer } = await torn(change, another, behind);
        expect(answers, `${another}, changed behind step ${behind}`).toContain(answer);
        changed += new Set(answers).size - 1;
      }
    }
    expect(changed).toBeGreaterThanOrEqual(3);
  },
  60_000,
);
