import { z } from 'zod';

/** The registry does not do such a thing. A registry that does, and fails, is an error. */
export const isNoReport = Symbol('no report');

const refusedSchema = z.object({ statusCode: z.number().min(400).max(499) });
const reportSchema = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string() })),
});

/**
 * What `npm audit --json` has printed: the packages with a high or critical advisory and their versions.
 * @throws Error when it is neither a report nor the refusal of a registry that makes none
 */
export function readNpmReport(printed: string): readonly string[] | typeof isNoReport {
  const json: unknown = JSON.parse(printed);
  const refused = refusedSchema.safeParse(json).data;
  // 429: it does, but not now.
  if (refused !== undefined && refused.statusCode !== 429) {
    return isNoReport;
  }
  return Object.entries(reportSchema.parse(json).vulnerabilities)
    .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
    .map(([name, { severity, range }]) => `${name} ${range}: ${severity}`);
}

const projectSchema = z.object({
  vulnerabilities: z.array(z.object({ id: z.string(), withdrawn: z.string().nullish() })),
});

/**
 * What PyPI's JSON API says of one version: the ids of its advisories.
 * @throws Error when it answers otherwise than with them, or with 404 where an index has no such API
 */
export function readPypiAnswer(status: number, text: string): readonly string[] | typeof isNoReport {
  if (status === 404) {
    return isNoReport;
  }
  if (status !== 200) {
    throw new Error(`The index answered ${status}.`);
  }
  return projectSchema
    .parse(JSON.parse(text))
    .vulnerabilities.filter(({ withdrawn }) => (withdrawn ?? '') === '')
    .map(({ id }) => id);
}
