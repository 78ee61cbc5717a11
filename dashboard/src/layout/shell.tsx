import { type ReactNode, Suspense, useRef } from 'react';
import { Link, useLocation, useRoute } from 'wouter';
import { Account } from '../sign-in/account.tsx';
import { ThemeSwitch } from '../theme/theme-switch.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Loading } from './loading.tsx';
import { Announced } from './page-title.tsx';
import styles from './shell.module.css';

function Tab({ href, match, children }: { href: string; match: string | RegExp; children: ReactNode }) {
  const [here] = useRoute(match);
  return (
    <Link href={href} className={styles['tab']} aria-current={here ? 'page' : undefined}>
      {children}
    </Link>
  );
}

/** The frame of every page: a skip link, the name, the places to be, and the page that is being loaded or has failed. */
export function Shell({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const announced = useRef(path);
  return (
    <Announced value={announced}>
      <a className={styles['skip']} href="#content">
        Skip to content
      </a>
      <header className={styles['header']}>
        <Link href="/" className={styles['brand']}>
          <img src="/icon.svg" alt="" width="22" height="22" /> Countinghouse
        </Link>
        <nav className={styles['tabs']} aria-label="Main">
          <Tab href="/" match={/^\/(branches\/.*)?$/}>
            Branches
          </Tab>
          <Tab href="/accounts" match={/^\/(accounts(\/.*)?|transfers\/rejected)$/}>
            Accounts
          </Tab>
          <Tab href="/runs" match="/runs/*?">
            Runs
          </Tab>
          <Tab href="/upload" match="/upload">
            Upload
          </Tab>
          <Tab href="/about" match={/^\/(about(\/.*)?|api-reference)$/}>
            About
          </Tab>
        </nav>
        <div className={styles['aside']}>
          <Account />
          <ThemeSwitch />
        </div>
      </header>
      <main id="content" className={styles['main']} tabIndex={-1}>
        <ErrorBoundary key={path}>
          <Suspense fallback={<Loading what="page" />}>{children}</Suspense>
        </ErrorBoundary>
      </main>
    </Announced>
  );
}
