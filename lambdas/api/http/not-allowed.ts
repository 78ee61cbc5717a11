import type { Api } from '../api.ts';
import { Problem } from '../problems/problem.ts';

/** Answers 405 with `Allow` for every known path with another method. Comes after all other routes. */
export function refuseOtherMethods(api: Api): void {
  const methodsOf = new Map<string, Set<string>>();
  for (const { path, method } of api.routes) {
    if (method !== 'ALL') {
      methodsOf.set(path, (methodsOf.get(path) ?? new Set()).add(method));
    }
  }
  for (const [path, methods] of methodsOf) {
    const allowed = [...methods, ...(methods.has('GET') ? ['HEAD'] : [])].sort().join(', ');
    api.all(path, (context) => {
      throw new Problem('method-not-allowed', `${context.req.method} is not possible here, but ${allowed}.`, {
        headers: { allow: allowed },
      });
    });
  }
}
