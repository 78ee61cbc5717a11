const GLUES_GENERAL_GROUPS = '/aws-glue/';

/**
 * Where a person finds the log of a job run: log group and the beginning of the stream's name. The workers follow the
 * same rule: `glue-scripts/countinghouse/log_location.py`.
 *
 * Under a prefix, Glue 5 and later write what the script prints to the group `output`, in streams whose names begin with
 * the job run's id. Glue's own answer does not know the prefix: it names the general group. Another answer is that of a
 * platform with a place of its own, and is taken as it is.
 * @param toldGroup the `LogGroupName` of GetJobRun's answer
 * @param prefix the job's `--custom-logGroup-prefix`; undefined when it is not known
 */
export function logLocation(
  jobRunId: string,
  toldGroup: string | undefined,
  prefix: string | undefined,
): string | undefined {
  const isGeneral = !toldGroup || toldGroup.startsWith(GLUES_GENERAL_GROUPS);
  if (prefix !== undefined && (isGeneral || toldGroup.startsWith(prefix))) {
    return `${prefix}/output/${jobRunId}`;
  }
  return isGeneral ? undefined : `${toldGroup}/${jobRunId}`;
}
