import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const whole = z.string().regex(/^-?\d+$/);
const answerSchema = z.object({
  rejected: whole,
  /** Code, count, min, max, sum; amounts in cents. */
  branches: z.array(z.tuple([z.string(), whole, whole, whole, whole])),
});

/** What an engine found out: exact, since whole numbers are strings. */
export type Answer = z.infer<typeof answerSchema>;

export async function readAnswer(file: string): Promise<Answer> {
  return answerSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

const figures = ['count', 'min', 'max', 'sum'] as const;

/** Says in one sentence where `other` differs from `ours`, or gives undefined when it does not. */
export function difference(ours: Answer, other: Answer): string | undefined {
  if (BigInt(ours.rejected) !== BigInt(other.rejected)) {
    return `${other.rejected} rows were rejected, not ${ours.rejected}`;
  }
  const branches = byCode(other);
  if (branches.size !== other.branches.length) return 'a branch occurs twice';
  for (const [code, ...expected] of ours.branches) {
    const found = branches.get(code);
    if (found === undefined) return `the branch ${code} is missing`;
    const wrong = expected.findIndex((value, index) => BigInt(value) !== BigInt(found[index] ?? ''));
    if (wrong !== -1) return `${figures[wrong]} of ${code} is ${found[wrong]}, not ${expected[wrong]}`;
    branches.delete(code);
  }
  const [extra] = branches.keys();
  return extra === undefined ? undefined : `there is no branch ${extra}`;
}

/** Rows that the answer speaks of, good or bad. */
export function rowsSeen({ rejected, branches }: Answer): bigint {
  return branches.reduce((sum, [, count]) => sum + BigInt(count), BigInt(rejected));
}

function byCode({ branches }: Answer): Map<string, readonly string[]> {
  return new Map(branches.map(([code, ...values]) => [code, values]));
}
