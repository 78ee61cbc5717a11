import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api, dataOf } from '../api/client.ts';
import { CopyText } from '../layout/copy-text.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import styles from './about.module.css';
import { documents } from './docs/documents.ts';

/** What this is, in which version, and where more is said. */
export function AboutPage() {
  const query = useQuery({
    queryKey: ['health'],
    queryFn: () => dataOf(api.GET('/api/health')),
  });
  return (
    <>
      <PageTitle title="About Countinghouse" />
      <p>
        Drop a CSV of transactions; exact figures per branch appear here, each with a receipt that says which file,
        which version, which rows and which run it came from.
      </p>
      <dl className={styles['facts']}>
        <dt>Version</dt>
        <dd>
          <QueryState query={query} what="version" />
          {query.data && <CopyText text={query.data.version} what="version" />}
        </dd>
        <dt>Documents</dt>
        <dd>
          <ul className={styles['documents']}>
            {Object.entries(documents).map(([name, { title }]) => (
              <li key={name}>
                <Link href={`/about/${name}`}>{title}</Link>
              </li>
            ))}
          </ul>
        </dd>
        <dt>API</dt>
        <dd>
          <Link href="/api-reference">Reference</Link>, made from what the API says of itself (
          <a href="/api/openapi.json">openapi.json</a>)
        </dd>
        <dt>Licence</dt>
        <dd>
          <a href="https://www.apache.org/licenses/LICENSE-2.0" rel="noreferrer">
            Apache-2.0
          </a>
        </dd>
      </dl>
    </>
  );
}
