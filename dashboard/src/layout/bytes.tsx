const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

/** A size of a file in decimal units (1 kB = 1,000 bytes) of three digits or so; the exact bytes are its title. */
export function Bytes({ count }: { count: number }) {
  return (
    <data value={count} title={`${new Intl.NumberFormat().format(count)} bytes`}>
      {formatBytes(count)}
    </data>
  );
}

export function formatBytes(count: number, locale?: string): string {
  const power = units.findIndex((_, index) => Math.abs(count) < 999.5 * 1000 ** index);
  const index = power < 0 ? units.length - 1 : power;
  const amount = count / 1000 ** index;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[index],
    unitDisplay: index === 0 ? 'long' : 'short',
    maximumFractionDigits: index === 0 || amount >= 99.95 ? 0 : 1,
  }).format(amount);
}
