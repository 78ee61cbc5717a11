import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useDebounced } from '../layout/use-debounced.ts';

const restMs = 250;

/** Searches when typing rests, and follows the address when that is changed by something else. */
export function SearchBox({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [draft, setDraft] = useState(q);
  const [known, setKnown] = useState(q);
  const rested = useDebounced(draft, restMs);
  if (q !== known) {
    setKnown(q);
    setDraft(q);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing searches
  useEffect(() => {
    if (rested !== known) {
      setKnown(rested);
      onSearch(rested);
    }
  }, [rested]);
  return (
    <TextInput
      type="search"
      size="xs"
      label="Search branch"
      placeholder="part of its code"
      maxLength={256}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
    />
  );
}
