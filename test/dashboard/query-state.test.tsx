// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { errorOf } from '../../dashboard/src/api/api-error.ts';
import { QueryState } from '../../dashboard/src/layout/query-state.tsx';
import { drawn } from './drawn.tsx';

afterEach(cleanup);

const problem = (status: number, detail: string, headers: Record<string, string> = {}) =>
  errorOf(new Response(null, { status, headers }), { title: 'A title', detail, status, requestId: 'req-7' });

const calm = { data: undefined, isPending: true, error: null, failureReason: null, refetch: vi.fn() };
const stateOf = (changes: object) => drawn(<QueryState query={{ ...calm, ...changes }} what="runs" />);

describe('the state of a query', () => {
  it('is nothing to speak of when all is well', () => {
    stateOf({ isPending: false, data: [] });
    expect(screen.queryByRole('status')).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is that it loads', () => {
    stateOf({});
    expect(screen.getByRole('status').textContent).toContain('Loading the runs…');
  });

  it('is that the database wakes, when the server says 503 with Retry-After', () => {
    stateOf({ failureReason: problem(503, 'The database is waking.', { 'retry-after': '5' }) });
    expect(screen.getByRole('status').textContent).toMatch(/database is waking up.*runs will appear by themselves/);
  });

  it('is that it is tried again, when something else may pass', () => {
    stateOf({ failureReason: problem(500, 'Something went wrong on our side') });
    expect(screen.getByRole('status').textContent).toMatch(/went wrong on our side.*Trying again/);
  });

  it('is what went wrong, by which request, with a button that tries again', () => {
    const refetch = vi.fn();
    stateOf({ isPending: false, error: problem(400, 'The query is not valid.'), refetch });
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toMatch(/runs cannot be shown.*query is not valid.*req-7/);
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(refetch).toHaveBeenCalledOnce();
  });

  it('tells that what is shown is old, when it could not be brought up to date', () => {
    stateOf({ isPending: false, data: [], error: problem(500, 'Down.') });
    expect(screen.getByRole('alert').textContent).toContain('could not be brought up to date');
  });
});

describe('what the API says instead of an answer', () => {
  it('keeps the request’s id from the header when there is no problem document', () => {
    const error = errorOf(new Response(null, { status: 502, headers: { 'x-request-id': 'h-1' } }), '<html>');
    expect(error).toMatchObject({ status: 502, requestId: 'h-1', mayPass: true, databaseWakes: false });
    expect(error.message).toBe('The server answered with status 502.');
  });

  it('may not pass when the question was wrong', () => {
    expect(problem(404, 'There is no run.').mayPass).toBe(false);
  });
});
