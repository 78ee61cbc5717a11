import { Problem } from '../problems/problem.ts';

/** @throws {Problem} not-found, when there is nothing. */
export function found<Value>(value: Value | undefined, otherwise: string): Value {
  if (value === undefined) {
    throw new Problem('not-found', otherwise);
  }
  return value;
}
