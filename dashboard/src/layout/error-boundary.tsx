import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Notice } from './notice.tsx';
import { PageTitle } from './page-title.tsx';

interface State {
  readonly error: Error | null;
}

/** Catches what a page throws while it is drawn, so that the rest stays usable, and says what to do. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <>
        <PageTitle title="This page has failed" />
        <Notice tone="bad" role="alert" title="Something in the dashboard went wrong. No figure has been changed.">
          <p>
            Load the page again. If it fails again, tell whoever runs Countinghouse this address and the message:{' '}
            <code>{error.message}</code>
          </p>
          <Button size="xs" variant="default" onClick={() => window.location.reload()}>
            Load again
          </Button>
        </Notice>
      </>
    );
  }
}
