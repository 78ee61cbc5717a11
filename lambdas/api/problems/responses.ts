import { type ProblemKind, problemKinds, problemSchema } from './problem.ts';

type ProblemResponse<Kind extends ProblemKind> = {
  [Status in (typeof problemKinds)[Kind]['status']]: {
    description: string;
    content: { 'application/problem+json': { schema: typeof problemSchema } };
  };
};

/** The problem documents that a route can answer with, for its OpenAPI declaration. */
export function problems<Kind extends ProblemKind>(...kinds: readonly Kind[]): ProblemResponse<Kind> {
  const declared = kinds.map((kind) => [
    problemKinds[kind].status,
    {
      description: problemKinds[kind].title,
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  ]);
  return Object.fromEntries(declared) as ProblemResponse<Kind>;
}
