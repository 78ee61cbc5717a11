import { Link } from 'wouter';
import { PageTitle } from './page-title.tsx';

export function NotFound() {
  return (
    <>
      <PageTitle title="There is no such page" />
      <p>
        Go to the <Link href="/">branches</Link>, to the <Link href="/accounts">accounts</Link>, to the{' '}
        <Link href="/runs">runs</Link>, or <Link href="/upload">upload a file</Link>.
      </p>
    </>
  );
}
