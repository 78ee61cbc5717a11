import { Button, type ButtonProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { api, dataOf } from '../api/client.ts';
import { Icon } from './icon.tsx';
import { QueryState } from './query-state.tsx';

interface Props extends Pick<ButtonProps, 'size' | 'className'> {
  href: string;
  /** The name of the file; the server's when it is not given. */
  fileName?: string;
  children: ReactNode;
}

/**
 * A link to a file that the API makes. A browser tells nothing of why a download failed, so a click first asks whether
 * the database answers, says so while it wakes, and then lets the browser download. Opened in a tab of its own, it is a
 * plain link.
 */
export function DownloadLink({ href, fileName = '', children, ...button }: Props) {
  const link = useRef<HTMLAnchorElement>(null);
  const isReady = useRef(false);
  const [isWanted, setWanted] = useState(false);
  const database = useQuery({
    queryKey: ['database'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/health', { params: { query: { deep: '1' } }, signal })),
    enabled: isWanted,
    staleTime: 0,
    gcTime: 0,
  });
  const answers = isWanted && database.isSuccess && !database.isFetching;
  useEffect(() => {
    if (!answers) return;
    setWanted(false);
    isReady.current = true;
    link.current?.click();
    isReady.current = false;
  }, [answers]);

  const onClick = (event: MouseEvent) => {
    if (isReady.current || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setWanted(true);
    if (database.isError) void database.refetch();
  };
  return (
    <>
      <Button
        {...button}
        component="a"
        ref={link}
        href={href}
        download={fileName}
        onClick={onClick}
        aria-busy={isWanted && !database.isError}
        variant="default"
        leftSection={<Icon glyph="download" size={14} />}
      >
        {children}
      </Button>
      {isWanted && (database.failureReason !== null || database.isError) && (
        <QueryState query={database} what="download" />
      )}
    </>
  );
}
