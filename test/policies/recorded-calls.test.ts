import { describe, expect, it } from 'vitest';
import type { DeployedRole } from './deployed-roles.ts';
import { applies, isAllowed } from './evaluate.ts';
import { refusedCalls, unusedGrants as unusedIn } from './grants.ts';
import { readRecording } from './recording.ts';
import { isAbout, nameOfGrant, unusedGrants } from './unused-grants.ts';

const recordings = ['path', 'requests', 'corrections', 'verify'].map((name) => ({ name, ...readRecording(name) }));
const idsOf = (roles: readonly DeployedRole[]): string[] => roles.map(({ id }) => id).sort();

describe.each(recordings)('the functions and jobs of the end-to-end test $name', ({ roles, calls }) => {
  it('were seen at work', () => {
    const busy = new Set(calls.map(({ role }) => roles.find(({ name }) => name === role)?.id));
    expect([...busy].sort()).toEqual(
      expect.arrayContaining([
        'ApiFunctionHandlerRole',
        'IntakeHandlerRole',
        'JobBranchStatsRole',
        'MigrationsMigrateRole',
      ]),
    );
  });

  it('call only what their roles allow', () => {
    expect(refusedCalls(roles, calls)).toEqual([]);
  });

  it('would be refused without any one of the statements that they need', () => {
    for (const role of roles) {
      const made = calls.filter((call) => call.role === role.name);
      for (const statement of role.statements.filter((one) => made.some((call) => applies(one, call)))) {
        const others = role.statements.filter((one) => one !== statement);
        const missing = made.filter((call) => applies(statement, call) && !isAllowed(others, call));
        expect({ role: role.id, statement, missing: missing.length > 0 }).toMatchObject({ missing: true });
      }
    }
  });
});

describe('a grant that no end-to-end test makes use of', () => {
  const [first, ...rest] = recordings.map(({ roles, calls }) => new Set(unusedIn(roles, calls).map(nameOfGrant)));
  const unused = [...(first ?? [])].filter((grant) => rest.every((others) => others.has(grant)));

  it('is looked for in the same roles each time', () => {
    expect(new Set(recordings.map(({ roles }) => idsOf(roles).join())).size).toBe(1);
  });

  it('has a reason', () => {
    expect(unused.filter((grant) => !unusedGrants.some((entry) => isAbout(entry, grant)))).toEqual([]);
  });

  it('is still there where a reason is given', () => {
    const idle = unusedGrants.filter(
      (entry) => entry.sometimes !== true && !unused.some((grant) => isAbout(entry, grant)),
    );
    expect(idle).toEqual([]);
  });
});
