/**
 * The page of the CloudWatch console that shows a worker's log: the streams of its group that begin with the job run's id.
 * The console encodes what stands behind its `#` twice, with `$` for `%`.
 * @param location log group, slash, beginning of the stream's name, as in the run's record
 */
export function cloudWatchLink(region: string, location: string): string {
  const border = location.lastIndexOf('/');
  const group = consoleText(encodeURIComponent(location.slice(0, border)));
  const query = consoleText(`?logStreamNameFilter=${encodeURIComponent(location.slice(border + 1))}`);
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${group}${query}`;
}

const consoleText = (text: string): string => encodeURIComponent(text).replaceAll('%', '$');
