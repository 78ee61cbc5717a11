const paths = {
  screen: 'M3 4h14v9H3zM7 17h6M10 13v4',
  sun: 'M10 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
  moon: 'M16 12.2A6.5 6.5 0 0 1 7.8 4a6.5 6.5 0 1 0 8.2 8.2',
  good: 'M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15M6.5 10.2l2.4 2.4l4.6-5',
  warm: 'M10 3L18 16.5H2zM10 8v4M10 14.2v.3',
  bad: 'M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15M7.2 7.2l5.6 5.6M12.8 7.2l-5.6 5.6',
  info: 'M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15M10 9v5M10 6v.3',
  quiet: 'M5 10h10',
  waiting: 'M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15M10 6v4.2l2.8 1.8',
  running: 'M7 5l8.5 5L7 15z',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  download: 'M10 3v9M6.5 8.5L10 12l3.5-3.5M3.5 16.5h13',
  upload: 'M10 12.5v-9M6.5 7L10 3.5L13.5 7M3.5 16.5h13',
  back: 'M12 4.5L6.5 10l5.5 5.5',
  close: 'M5 5l10 10M15 5L5 15',
  ascending: 'M10 16V4M5.5 8.5L10 4l4.5 4.5',
  descending: 'M10 4v12M5.5 11.5L10 16l4.5-4.5',
} as const;

export type Glyph = keyof typeof paths;

/** A line drawing in the colour of its text. Decoration: what it means is always said in words beside it. */
export function Icon({ glyph, size = 16 }: { glyph: Glyph; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[glyph]} />
    </svg>
  );
}
