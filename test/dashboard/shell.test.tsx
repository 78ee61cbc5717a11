// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Route, Switch } from 'wouter';
import { ErrorBoundary } from '../../dashboard/src/layout/error-boundary.tsx';
import { PageTitle } from '../../dashboard/src/layout/page-title.tsx';
import { Shell } from '../../dashboard/src/layout/shell.tsx';
import { useAddress } from '../../dashboard/src/layout/use-address.ts';
import { drawn } from './drawn.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const app = (
  <Shell>
    <Switch>
      <Route path="/">
        <PageTitle title="Branches" />
      </Route>
      <Route path="/runs/:id">{({ id }) => <PageTitle title={`Run ${id}`} />}</Route>
    </Switch>
  </Shell>
);

function Broken(): never {
  throw new Error('no such figure');
}

function Sorting() {
  const [parameters, change] = useAddress();
  return (
    <>
      <output>{parameters.toString()}</output>
      <button type="button" onClick={() => change({ sort: 'sum', q: '' })}>
        sort
      </button>
    </>
  );
}

describe('the frame of every page', () => {
  it('says which page one is on, to the eye, the tab and a screen reader', () => {
    const { location } = drawn(app);
    expect(document.title).toBe('Branches · Countinghouse');
    expect(screen.getByRole('link', { current: 'page' }).textContent).toBe('Branches');
    act(() => location.navigate('/runs/7'));
    expect(document.title).toBe('Run 7 · Countinghouse');
    expect(screen.getByRole('link', { current: 'page' }).textContent).toBe('Runs');
  });

  it('gives the focus to the heading after a change of page, also from one run to the next', () => {
    const { location } = drawn(app);
    expect(document.activeElement).toBe(document.body);
    act(() => location.navigate('/runs/1'));
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Run 1' }));
    act(() => location.navigate('/runs/2'));
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Run 2' }));
  });

  it('begins with a link that skips to the content', () => {
    const { container } = drawn(app);
    const [first] = container.querySelectorAll('a, button, input');
    expect(first?.textContent).toBe('Skip to content');
    expect(container.querySelector(first?.getAttribute('href') ?? '')?.tagName).toBe('MAIN');
  });

  it('follows the system’s theme until one is chosen, and keeps the choice', () => {
    drawn(app);
    const theme = () => document.documentElement.getAttribute('data-mantine-color-scheme');
    expect(theme()).toBe('light');
    fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(theme()).toBe('dark');
    cleanup();
    drawn(app);
    expect(theme()).toBe('dark');
    expect(screen.getByRole('radio', { name: 'Dark' })).toHaveProperty('checked', true);
    fireEvent.click(screen.getByRole('radio', { name: 'As the system' }));
    expect(theme()).toBe('light');
  });

  it('makes no style element, not even for a moment while the theme changes', () => {
    const made = vi.spyOn(document, 'createElement');
    drawn(app);
    fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(made.mock.calls.map(([name]) => name)).not.toContain('style');
    expect(made).toHaveBeenCalled();
    made.mockRestore();
  });
});

describe('a page that fails while it is drawn', () => {
  it('says what to do and leaves the rest in place', () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
    drawn(
      <ErrorBoundary>
        <Broken />
      </ErrorBoundary>,
    );
    expect(screen.getByRole('heading').textContent).toBe('This page has failed');
    expect(screen.getByRole('alert').textContent).toContain('no such figure');
    screen.getByRole('button', { name: 'Load again' });
    complaints.mockRestore();
  });
});

describe('what is shown', () => {
  it('is in the address: set, changed, taken out, without an entry in the history', () => {
    const { location } = drawn(<Sorting />, '/?q=a%20b&x=1');
    fireEvent.click(screen.getByRole('button'));
    expect(screen.getByRole('status').textContent).toBe('x=1&sort=sum');
    expect(location.history).toHaveLength(1);
  });
});
