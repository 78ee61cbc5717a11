import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type DeployedRole, deployedRoles } from './deployed-roles.ts';
import { type CallOfRole, callsOfRoles } from './journal.ts';

const folder = path.join(import.meta.dirname, '..', '..', '.countinghouse', 'recorded-calls');

/** What the functions and jobs of one laptop cloud were allowed, and what they did. */
export interface Recording {
  readonly roles: readonly DeployedRole[];
  readonly calls: readonly CallOfRole[];
}

const words = z.array(z.string());
const recordingSchema = z.object({
  roles: z.array(
    z.object({
      name: z.string(),
      id: z.string(),
      statements: z.array(
        z.object({
          effect: z.enum(['Allow', 'Deny']),
          actions: words,
          resources: words,
          conditions: z.record(z.string(), z.record(z.string(), words)),
        }),
      ),
    }),
  ),
  calls: z.array(
    z.object({
      role: z.string(),
      action: z.string(),
      resource: z.string(),
      context: z.record(z.string(), z.string()),
    }),
  ),
});

/** Keeps what a cloud has seen, before it ends. */
export async function keepRecording(name: string, journal: string, endpoint: string): Promise<void> {
  const recording: Recording = { roles: await deployedRoles(endpoint), calls: callsOfRoles(journal) };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(recording));
}

/** @throws Error when the end-to-end tests have not left it */
export function readRecording(name: string): Recording {
  const file = path.join(folder, `${name}.json`);
  try {
    return recordingSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${file} is not there or broken. Run "npm test -- --only e2e,policies".`, { cause });
  }
}
