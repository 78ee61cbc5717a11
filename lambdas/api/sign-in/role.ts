/** What somebody may do, the lesser first: who may do something may do all that comes before it. */
export const roles = ['viewer', 'operator'] as const;
/** A viewer reads; an operator also uploads, asks for runs, retries, withdraws, restores and corrects. */
export type Role = (typeof roles)[number];

/** Whether somebody with this role, or none, may do what needs another. */
export const suffices = (role: Role | null, needed: Role): boolean =>
  role !== null && roles.indexOf(role) >= roles.indexOf(needed);

/** The highest role that is among the names; null when none is. */
export const highestOf = (named: (role: Role) => boolean): Role | null => roles.toReversed().find(named) ?? null;
