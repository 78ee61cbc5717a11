export { type Column, type JobType, type JobTypes, jobTypeSchema } from './declaration.ts';
export { readJobTypes } from './read-job-types.ts';
