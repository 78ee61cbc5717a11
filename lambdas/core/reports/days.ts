/** The first moment of the next day. The last day that a date can name has none in four digits. */
export function dayAfter(date: string): string {
  const next = new Date(`${date}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.getUTCFullYear() > 9999 ? 'infinity' : next.toISOString();
}
