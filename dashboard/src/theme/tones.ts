/** What a colour means. Words always say it too; colour only repeats them. */
export const tones = ['good', 'warm', 'bad', 'info', 'quiet'] as const;
export type Tone = (typeof tones)[number];

export interface ToneColours {
  readonly ink: string;
  readonly surface: string;
  readonly line: string;
}

export interface Palette {
  /** Behind headers, table heads and cards. */
  readonly surface: string;
  readonly hover: string;
  readonly line: string;
  /** The edge of a control: 3 to 1 against the page (WCAG 1.4.11). */
  readonly edge: string;
  readonly faint: string;
  readonly anchor: string;
  /** Charts and range bars: the span from minimum to maximum, the mark of the average, further series. */
  readonly span: string;
  readonly mark: string;
  readonly series: string;
  readonly tones: Readonly<Record<Tone, ToneColours>>;
}

/** Each pair of ink and surface has a contrast of at least 4.5 to 1 (WCAG AA); a test holds them to it. */
export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    surface: '#f5f8f6',
    hover: '#edf2ef',
    line: '#d9e0dc',
    edge: '#7d8a83',
    faint: '#55615b',
    anchor: '#1b6040',
    span: '#4e9a6b',
    mark: '#16201b',
    series: '#1f5a9d',
    tones: {
      good: { ink: '#17603a', surface: '#e7f5ec', line: '#a9d7ba' },
      warm: { ink: '#734700', surface: '#fdf3dc', line: '#e6c981' },
      bad: { ink: '#a01c14', surface: '#fdecea', line: '#f0b3ad' },
      info: { ink: '#1d4f91', surface: '#e8f0fb', line: '#aecaee' },
      quiet: { ink: '#4a5550', surface: '#eef1ef', line: '#ccd4cf' },
    },
  },
  dark: {
    surface: '#1b221f',
    hover: '#232c28',
    line: '#333d38',
    edge: '#74827b',
    faint: '#a3aea8',
    anchor: '#7fd3a1',
    span: '#3f8a5d',
    mark: '#e8eee9',
    series: '#94bbe9',
    tones: {
      good: { ink: '#7fdba6', surface: '#15301f', line: '#2c5a3e' },
      warm: { ink: '#f0c26b', surface: '#33270c', line: '#66501f' },
      bad: { ink: '#ffaaa1', surface: '#3c1a17', line: '#7a352f' },
      info: { ink: '#9cc4ff', surface: '#16283f', line: '#2f4d76' },
      quiet: { ink: '#b4bfb9', surface: '#262e2a', line: '#434e48' },
    },
  },
};
