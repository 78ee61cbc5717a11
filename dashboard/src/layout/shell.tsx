import type { ReactNode } from 'react';
import { Link, useRoute } from 'wouter';

function Tab({ href, match, children }: { href: string; match: string; children: ReactNode }) {
  const [here] = useRoute(match);
  return (
    <Link href={href} aria-current={here ? 'page' : undefined}>
      {children}
    </Link>
  );
}

/** The frame of every page: a skip link, the name, the two places to be. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="top">
        <p className="brand">
          <img src="/icon.svg" alt="" width="24" height="24" /> Countinghouse
        </p>
        <nav aria-label="Main">
          <Tab href="/" match="/">
            Branches
          </Tab>
          <Tab href="/runs" match="/runs/*?">
            Runs
          </Tab>
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
