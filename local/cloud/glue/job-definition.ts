import { EntityNotFoundException, GetJobCommand, type GlueClient } from '@aws-sdk/client-glue';
import { z } from 'zod';
import { GlueError } from './errors.ts';

/** What a job's definition says that matters for a run. */
const jobSchema = z.object({
  Name: z.string(),
  /** The name of a role, or its ARN. */
  Role: z.string().min(1).default('test'),
  Command: z.object({ ScriptLocation: z.string().startsWith('s3://') }),
  DefaultArguments: z.record(z.string(), z.string()).default({}),
  NonOverridableArguments: z.record(z.string(), z.string()).default({}),
  // AWS always tells it. An emulator that does not keep it leaves the bound to this endpoint's own queue.
  ExecutionProperty: z
    .object({ MaxConcurrentRuns: z.number() })
    .default({ MaxConcurrentRuns: Number.POSITIVE_INFINITY }),
  JobRunQueuingEnabled: z.boolean().default(false),
  /** Minutes; the default of Glue 5.0 and later. */
  Timeout: z.number().default(480),
  WorkerType: z.string().default('G.1X'),
  NumberOfWorkers: z.number().default(2),
  GlueVersion: z.string().default('6.0'),
});

export type JobDefinition = z.output<typeof jobSchema>;

/** The name of the role that a job works with. */
export const roleName = ({ Role }: JobDefinition): string => Role.slice(Role.lastIndexOf('/') + 1);

/** Reads the definition that `cdk deploy` made in the emulator. Throws EntityNotFoundException. */
export async function readJobDefinition(emulator: GlueClient, jobName: string): Promise<JobDefinition> {
  try {
    const { Job } = await emulator.send(new GetJobCommand({ JobName: jobName }));
    return jobSchema.parse(Job);
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error;
    throw new GlueError('EntityNotFoundException', `Failed to start job run due to missing metadata: job ${jobName}`);
  }
}
