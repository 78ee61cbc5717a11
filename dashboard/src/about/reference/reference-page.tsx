import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { EmptyState } from '../../layout/empty-state.tsx';
import { PageTitle } from '../../layout/page-title.tsx';
import { QueryState } from '../../layout/query-state.tsx';
import { useAddress } from '../../layout/use-address.ts';
import { type ApiDocument, type Entry, groupsOf, matching } from './document.ts';
import { MarkedText } from './marked-text.tsx';
import { OperationView } from './operation-view.tsx';
import { readDocument } from './read-document.ts';
import styles from './reference.module.css';

/** All that the API can do, from the document that the API itself gives: what runs is what is described. */
export function ReferencePage() {
  const query = useQuery({ queryKey: ['openapi'], queryFn: readDocument, staleTime: Number.POSITIVE_INFINITY });
  return (
    <>
      <PageTitle title="API reference">
        <a href="/api/openapi.json">openapi.json</a>
      </PageTitle>
      <QueryState query={query} what="API reference" />
      {query.data && <Reference document={query.data} />}
    </>
  );
}

function Reference({ document }: { document: ApiDocument }) {
  const [parameters, change] = useAddress();
  const search = parameters.get('q') ?? '';
  const groups = matching(groupsOf(document), search);
  return (
    <>
      <p className={styles['intro']}>
        <MarkedText text={document.info.description ?? ''} />
      </p>
      <search>
        <TextInput
          className={styles['search'] ?? ''}
          type="search"
          label="Search method, path or name"
          value={search}
          onChange={(event) => change({ q: event.target.value })}
        />
      </search>
      {groups.length === 0 && (
        <EmptyState title={`Nothing in the API has “${search}” in its name`}>
          <p>Search for a part of a path, such as “runs”.</p>
        </EmptyState>
      )}
      {groups.map(({ name, entries }) => (
        <section key={name} aria-labelledby={`group-${name}`} className={styles['group']}>
          <h2 id={`group-${name}`}>{name}</h2>
          {entries.map((entry) => (
            <EntryView key={entry.id} document={document} entry={entry} />
          ))}
        </section>
      ))}
    </>
  );
}

/** One line for each operation, which unfolds; the one that the address names after `#` is open, and in sight. */
function EntryView({ document, entry }: { document: ApiDocument; entry: Entry }) {
  const { id, method, path, operation } = entry;
  const [open, setOpen] = useState(() => window.location.hash === `#${id}`);
  useEffect(() => {
    const name = decodeURIComponent(window.location.hash.slice(1));
    if (name === id) window.document.getElementById(id)?.scrollIntoView();
  }, [id]);
  const toggle = (isOpen: boolean) => {
    setOpen(isOpen);
    if (isOpen) window.history.replaceState(window.history.state, '', `#${id}`);
  };
  return (
    <details id={id} className={styles['entry']} open={open} onToggle={(event) => toggle(event.currentTarget.open)}>
      <summary>
        <span className={styles['method']} data-method={method}>
          {method.toUpperCase()}
        </span>
        <code className={styles['path']}>{path}</code>
        <span className={styles['summary']}>{operation.summary}</span>
      </summary>
      {open && <OperationView document={document} entry={entry} />}
    </details>
  );
}
