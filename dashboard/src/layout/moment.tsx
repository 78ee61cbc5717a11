/** A point in time (RFC 3339) in the reader's locale and zone, with the exact time in UTC as its title. */
export function Moment({ at }: { at: string | null | undefined }) {
  if (!at) return <Unknown />;
  return (
    <time dateTime={at} title={inUtc(at)}>
      {formatMoment(at)}
    </time>
  );
}

export function formatMoment(at: string, locale?: string, timeZone?: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  return format.format(new Date(at));
}

/** '2026-05-01 10:00:00.123456 UTC': all digits that the server gave, when it gave UTC. */
function inUtc(at: string): string {
  const utc = at.endsWith('Z') ? at : new Date(at).toISOString();
  return `${utc.slice(0, -1).replace('T', ' ')} UTC`;
}

/** In the place of what is not known or does not apply. */
export function Unknown({ what = 'not known' }: { what?: string }) {
  return (
    <span title={what}>
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">{what}</span>
    </span>
  );
}
