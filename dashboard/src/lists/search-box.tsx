import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useDebounced } from '../layout/use-debounced.ts';

const restMs = 250;

interface Props {
  q: string;
  onSearch: (q: string) => void;
  label: string;
  placeholder: string;
}

/** Searches when typing rests, and follows the address when that is changed by something else. */
export function SearchBox({ q, onSearch, label, placeholder }: Props) {
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
      label={label}
      placeholder={placeholder}
      maxLength={256}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
    />
  );
}
