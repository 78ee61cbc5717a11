import type { DeployedRole } from './deployed-roles.ts';
import { applies, isAllowed } from './evaluate.ts';
import type { CallOfRole } from './journal.ts';

/** The calls that their roles do not allow; nobody's calls are among them. */
export function refusedCalls(roles: readonly DeployedRole[], calls: readonly CallOfRole[]): CallOfRole[] {
  const statementsOf = new Map(roles.map(({ name, statements }) => [name, statements]));
  return calls.filter((call) => !isAllowed(statementsOf.get(call.role) ?? [], call));
}

/** Each action that a role may take on a resource, and that no call has made use of, such as `Sweep s3:GetObject x/*`. */
export function unusedGrants(roles: readonly DeployedRole[], calls: readonly CallOfRole[]): string[] {
  return roles
    .flatMap(({ id, name, statements }) => {
      const made = calls.filter(({ role }) => role === name);
      return statements.flatMap((statement) =>
        statement.actions.flatMap((action) =>
          statement.resources
            .map((resource) => ({ ...statement, actions: [action], resources: [resource] }))
            .filter((grant) => !made.some((call) => applies(grant, call)))
            .map(({ resources }) => `${id} ${action} ${resources[0]}`),
        ),
      );
    })
    .sort();
}
