import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployed } from './deployed.ts';

/** All that the workers of a cloud have written: what the worker says, and what Spark, Java and Python say. */
export function workerLogs({ folder }: Deployed): string {
  const logs = join(folder, 'glue', 'logs');
  return readdirSync(logs)
    .map((name) => readFileSync(join(logs, name), 'utf8'))
    .join('\n');
}

/** What the emulator has written, with the lines of the functions. */
export const functionLogs = ({ folder }: Deployed): string =>
  readFileSync(join(folder, 'emulator', 'emulator.log'), 'utf8');

/** What no log may hold of this cloud's own: passwords, keys of programs, tokens, signed addresses. */
export function secretsOf({ cloud }: Deployed): Readonly<Record<string, string | RegExp>> {
  return {
    "the database's password": new URL(cloud.postgres.url).password,
    "a program's secret": cloud.signIn.machine.secret,
    'a token': /\beyJ[\w-]{20,}\.[\w-]{20,}/,
    'a signed address': /X-Amz-Signature=|Credential=/i,
    'an access key of AWS': /\b(?:AKIA|ASIA)[A-Z0-9]{12,}|(?:secret_?access_?key|session_?token)"?\s*[=:]\s*\S/i,
  };
}

/** The names of those that a text holds. */
export const foundIn = (text: string, sought: Readonly<Record<string, string | RegExp>>): string[] =>
  Object.entries(sought)
    .filter(([, secret]) => (typeof secret === 'string' ? text.includes(secret) : secret.test(text)))
    .map(([name]) => name);
