export {
  type Column,
  type JobType,
  type JobTypes,
  jobTypeSchema,
  type Pace,
  type ParameterDeclaration,
} from './declaration.ts';
export { readJobTypes } from './read-job-types.ts';
