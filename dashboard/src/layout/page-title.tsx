import { useEffect } from 'react';

/** The page's heading, which is also the name of the browser's tab. */
export function PageTitle({ title }: { title: string }) {
  useEffect(() => {
    document.title = `${title} · Countinghouse`;
  }, [title]);
  return <h1>{title}</h1>;
}
