import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { NotFound } from '../../layout/not-found.tsx';
import { PageTitle } from '../../layout/page-title.tsx';
import { QueryState } from '../../layout/query-state.tsx';
import { BlockView } from './block-view.tsx';
import styles from './document.module.css';
import { type DocumentName, documents, isDocumentName } from './documents.ts';
import { blocksOf } from './markdown.ts';

/** One of the project's documents. */
export function DocumentPage({ name }: { name: string }) {
  return isDocumentName(name) ? <Known name={name} /> : <NotFound />;
}

function Known({ name }: { name: DocumentName }) {
  const { title, load } = documents[name];
  const query = useQuery({
    queryKey: ['document', name],
    queryFn: async () => blocksOf((await load()).default),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <p>
        <Link href="/about">About Countinghouse</Link>
      </p>
      <PageTitle title={title} />
      <QueryState query={query} what="document" />
      <article className={styles['document']}>
        {/* The first block is the title. */}
        {query.data?.slice(1).map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a fixed text
          <BlockView key={index} block={block} />
        ))}
      </article>
    </>
  );
}
