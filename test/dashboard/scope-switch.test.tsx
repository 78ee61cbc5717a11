// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { BranchScope } from '../../dashboard/src/branches/branch-view.ts';
import { ScopeSwitch } from '../../dashboard/src/branches/scope-switch.tsx';
import { drawn } from './drawn.tsx';

afterEach(cleanup);

function Page({ first, chosen }: { first: BranchScope; chosen: BranchScope[] }) {
  const [scope, setScope] = useState(first);
  const onScope = (next: BranchScope) => {
    chosen.push(next);
    setScope(next);
  };
  return <ScopeSwitch scope={scope} onScope={onScope} />;
}

/** Draws the switch as the page does; gives the scopes that were chosen, one after the other. */
function switched(first: BranchScope): BranchScope[] {
  const chosen: BranchScope[] = [];
  drawn(<Page first={first} chosen={chosen} />);
  return chosen;
}

const choose = (name: string) => fireEvent.click(screen.getByRole('radio', { name }));
const setDay = (name: string, value: string) => fireEvent.change(screen.getByLabelText(name), { target: { value } });

describe('the choice of files', () => {
  it('asks for days first, and shows all files until there is one', () => {
    const chosen = switched({ kind: 'counted' });
    choose('Date range');
    expect(chosen).toEqual([]);
    setDay('Landed from (UTC)', '2026-03-01');
    setDay('Landed to (UTC)', '2026-03-09');
    setDay('Landed from (UTC)', '');
    expect(chosen).toEqual([
      { kind: 'landed', from: '2026-03-01', to: '' },
      { kind: 'landed', from: '2026-03-01', to: '2026-03-09' },
      { kind: 'landed', from: '', to: '2026-03-09' },
    ]);
  });

  it('goes back to all files, and from one kind to another by way of all', () => {
    const chosen = switched({ kind: 'landed', from: '2026-03-01', to: '' });
    choose('One file');
    expect(chosen).toEqual([{ kind: 'counted' }]);
    expect(screen.queryByLabelText('Landed from (UTC)')).toBeNull();
    choose('Date range');
    setDay('Landed to (UTC)', '2026-03-09');
    choose('All counted files');
    expect(chosen.at(-1)).toEqual({ kind: 'counted' });
    expect(screen.queryByLabelText('Landed to (UTC)')).toBeNull();
  });

  it('tells that several files are shown together', () => {
    switched({ kind: 'runs', runIds: ['a', 'b', 'c'] });
    expect(screen.getByText(/files together/).textContent).toBe('3 files together, whether they count or not');
  });
});
