import { Button, type ButtonProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { download, save } from './download.ts';
import { Icon } from './icon.tsx';
import { QueryState } from './query-state.tsx';

interface Props extends Pick<ButtonProps, 'size' | 'className'> {
  /** An address of the API. */
  href: string;
  /** The name of the file; the server's when it is not given. */
  fileName?: string;
  children: ReactNode;
}

/** Saves a file that the API makes. While the database wakes it says so, and goes on by itself. */
export function DownloadButton({ href, fileName = '', children, ...button }: Props) {
  const [isWanted, setWanted] = useState(false);
  const query = useQuery({
    queryKey: ['download', href],
    queryFn: ({ signal }) => download(href, signal),
    enabled: isWanted,
    staleTime: 0,
    gcTime: 0,
    structuralSharing: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const file = isWanted && query.isSuccess && !query.isFetching ? query.data : undefined;
  useEffect(() => {
    if (!file) return;
    setWanted(false);
    save(file, fileName);
  }, [file, fileName]);

  const ask = () => {
    if (isWanted && query.isError) void query.refetch();
    setWanted(true);
  };
  return (
    <>
      <Button
        {...button}
        onClick={ask}
        aria-busy={isWanted && !query.isError}
        variant="default"
        leftSection={<Icon glyph="download" size={14} />}
      >
        {children}
      </Button>
      {isWanted && (query.failureReason !== null || query.isError) && <QueryState query={query} what="download" />}
    </>
  );
}
