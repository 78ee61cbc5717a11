import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { balancesJobType } from '../../accounts/balance-view.ts';
import { Count } from '../../amounts/figures.tsx';
import { api, dataOf, type ResultFile, type RunDetail } from '../../api/client.ts';
import { Bytes } from '../../layout/bytes.tsx';
import { CopyText } from '../../layout/copy-text.tsx';
import { DataRegion } from '../../layout/data-region.tsx';
import { QueryState } from '../../layout/query-state.tsx';
import { codeInWords } from '../../runs/reason-line.ts';
import { Section } from '../section.tsx';
import styles from './result-files.module.css';

/** Addresses of files serve for a quarter of an hour; older ones are asked for again before anybody clicks on them. */
const addressesServeMs = 10 * 60_000;
const filesAPage = 50;

const kinds: ReadonlyMap<string, string> = new Map([
  ['balances-csv', 'Balances, CSV'],
  ['balances-parquet', 'Balances, Parquet'],
  ['rejected-transfers', 'Rejected transfers, CSV'],
]);

/** The files that the run has written, each to be downloaded. */
export function ResultFiles({ run }: { run: RunDetail }) {
  const isWritten = run.publishedAttempt !== null && run.jobType === balancesJobType;
  const { runId } = run;
  const query = useInfiniteQuery({
    queryKey: ['results', runId, run.publishedAttempt],
    enabled: isWritten,
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { runId }, query: { limit: filesAPage, ...(pageParam && { cursor: pageParam }) } };
      return dataOf(api.GET('/api/runs/{runId}/results', { params, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: addressesServeMs,
    refetchInterval: addressesServeMs,
  });
  if (!isWritten) return null;
  const files = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title="Files of the result">
      <QueryState query={query} what="files" />
      {files.length > 0 && <FileTable files={files} />}
      {query.hasNextPage && (
        <p className={styles['more']}>
          <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            Show more files
          </Button>
        </p>
      )}
    </Section>
  );
}

function FileTable({ files }: { files: readonly ResultFile[] }) {
  return (
    <DataRegion label="Files to download" className={styles['region'] ?? ''}>
      <table>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">What</th>
            <th scope="col" data-figures>
              Rows
            </th>
            <th scope="col" data-figures>
              Size
            </th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.name}>
              <th scope="row">
                <a href={file.url} download={file.name}>
                  {file.name}
                </a>
              </th>
              <td>{kinds.get(file.kind) ?? codeInWords(file.kind)}</td>
              <td data-figures>
                <Count value={file.rows} />
              </td>
              <td data-figures>
                <Bytes count={file.bytes} />
              </td>
              <td>
                <CopyText text={file.sha256} what={`SHA-256 of ${file.name}`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </DataRegion>
  );
}
