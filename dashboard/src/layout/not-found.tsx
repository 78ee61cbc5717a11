import { Link } from 'wouter';
import { PageTitle } from './page-title.tsx';

export function NotFound() {
  return (
    <>
      <PageTitle title="There is no such page" />
      <p>
        Go to the <Link href="/">branches</Link> or to the <Link href="/runs">runs</Link>.
      </p>
    </>
  );
}
