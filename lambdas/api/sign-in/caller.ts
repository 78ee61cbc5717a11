import { z } from 'zod';
import type { By } from '../../core/reports/run.ts';
import { highestOf, type Role } from './role.ts';

/** Who asks: a person, or a program with a token of its own. */
export interface Caller {
  /** The issuer's own, lasting name of it. */
  readonly subject: string;
  /** For people to read. */
  readonly name: string;
  /** null: signed in, but given no role here. */
  readonly role: Role | null;
}

/** What is noted with what a caller does. */
export const byOf = ({ subject, name }: Caller): By => ({ subject, name });

/** A caller who may have what was asked for. */
export interface Permitted extends Caller {
  readonly role: Role;
}

/** How an issuer's tokens are read; settings of the stage. */
export interface ClaimRules {
  /** The claim that lists what somebody is, such as `cognito:groups`. */
  readonly rolesClaim: string;
  /** What that claim calls each role. */
  readonly roleNames: Readonly<Record<Role, string>>;
  readonly nameClaim: string;
}

/** The scope by which a program's own token has a role. */
export const scopeOf = (role: Role): string => `countinghouse/${role}`;

/**
 * What the JWT authorizer hands on. It has checked signature, issuer, audience and time, and lets nobody through without;
 * the function can be invoked by the gateway alone. Absent on the routes that it does not guard.
 */
const authorizedSchema = z.object({
  authorizer: z.object({ jwt: z.object({ claims: z.looseObject({ sub: z.string().min(1) }) }) }),
});

/** @param requestContext of the gateway's event; undefined gives undefined, as does one without checked claims */
export function callerOf(requestContext: unknown, rules: ClaimRules): Caller | undefined {
  const read = authorizedSchema.safeParse(requestContext);
  if (!read.success) {
    return undefined;
  }
  const { claims } = read.data.authorizer.jwt;
  const { [rules.nameClaim]: name, sub: subject } = claims;
  return {
    subject,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, longestName) : subject,
    role: roleOf(claims, rules),
  };
}

const longestName = 200;

function roleOf(claims: Readonly<Record<string, unknown>>, { rolesClaim, roleNames }: ClaimRules): Role | null {
  const given = listOf(claims[rolesClaim]);
  const scopes = isProgram(claims) ? listOf(claims['scope']) : [];
  return highestOf((role) => given.includes(roleNames[role]) || scopes.includes(scopeOf(role)));
}

/**
 * A token of the client-credentials flow is about the client itself (RFC 9068). Scopes of a person's token give no role:
 * a browser may ask for any, and not every issuer asks back.
 */
function isProgram({ sub, client_id: client, azp }: Readonly<Record<string, unknown>>): boolean {
  return sub === (client ?? azp);
}

/** A claim with several values: API Gateway hands a list on as `[one two]`, and scopes are parted by spaces. */
function listOf(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) {
    return claim.filter((value) => typeof value === 'string');
  }
  return typeof claim === 'string' ? claim.replace(/^\[(.*)\]$/s, '$1').split(/[\s,]+/) : [];
}
