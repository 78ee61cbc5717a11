import { z } from 'zod';
import { jobTypeSchema } from './declaration.ts';

/** The JSON Schema of a declaration, for editors: the text of `job-types/schema.json`. */
export const declarationSchemaText = (): string =>
  `${JSON.stringify(z.toJSONSchema(jobTypeSchema, { io: 'input', target: 'draft-7' }), null, 2)}\n`;
