import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type JobType, type JobTypes, jobTypeSchema } from './declaration.ts';

const SCHEMA_FILE = 'schema.json';

/**
 * Reads every declaration `<name>.json` of a folder.
 * @throws Error that names the file and what is wrong in it.
 */
export function readJobTypes(directory: string): JobTypes {
  const files = readdirSync(directory).filter((file) => file.endsWith('.json') && file !== SCHEMA_FILE);
  if (files.length === 0) {
    throw new Error(`There is no job type in ${directory}.`);
  }
  return new Map(files.sort().map((file) => [path.basename(file, '.json'), readDeclaration(directory, file)]));
}

function readDeclaration(directory: string, file: string): JobType {
  const parsed = jobTypeSchema.safeParse(parseJson(path.join(directory, file)));
  if (!parsed.success) {
    const complaints = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The job type ${file} is wrong. ${complaints.join('; ')}`);
  }
  if (`${parsed.data.name}.json` !== file) {
    throw new Error(`The job type ${file} must carry the name of its file, not "${parsed.data.name}".`);
  }
  return parsed.data;
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`The job type ${path.basename(file)} is not JSON.`, { cause: error });
  }
}
