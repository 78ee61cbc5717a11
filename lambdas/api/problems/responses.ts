import { type ProblemKind, problemKinds, problemSchema } from './problem.ts';

type ProblemResponse<Kind extends ProblemKind> = {
  [Status in (typeof problemKinds)[Kind]['status']]: {
    description: string;
    content: { 'application/problem+json': { schema: typeof problemSchema } };
  };
};

/** The problem documents that any route can answer with which somebody must have signed in for. */
const ofSignIn = ['unauthenticated', 'forbidden'] as const;

/** The problem documents that a route can answer with, for its OpenAPI declaration. */
export function problems<Kind extends ProblemKind>(
  ...kinds: readonly Kind[]
): ProblemResponse<Kind | (typeof ofSignIn)[number]> {
  return openProblems<Kind | (typeof ofSignIn)[number]>(...ofSignIn, ...kinds);
}

/** As `problems`, of a route that nobody need sign in for. */
export function openProblems<Kind extends ProblemKind>(...kinds: readonly Kind[]): ProblemResponse<Kind> {
  const declared = kinds.map((kind) => [
    problemKinds[kind].status,
    {
      description: problemKinds[kind].title,
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  ]);
  return Object.fromEntries(declared) as ProblemResponse<Kind>;
}
