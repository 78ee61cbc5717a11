import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Session } from './session.ts';

/** Gives the access token to a command line, which may then do what this person may, until it ends within the hour. */
export function CopyToken({ session }: { session: Session }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const token = await session.token().catch(() => undefined);
    if (token === undefined) return;
    await navigator.clipboard.writeText(token);
    setSaid('Copied. It serves for an hour at most.');
  };
  return (
    <>
      <Button variant="default" onClick={() => void copy()}>
        Copy access token
      </Button>
      <span role="status">{said}</span>
    </>
  );
}
