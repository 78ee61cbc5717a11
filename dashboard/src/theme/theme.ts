import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The ledger's green, darker towards 9. Shade 7 carries white text in the light theme, shade 6 in the dark one. */
const ledger: MantineColorsTuple = [
  '#effaf3',
  '#dcf2e4',
  '#b9e4c9',
  '#8fd2a9',
  '#62bb86',
  '#3fa069',
  '#2b8554',
  '#206b43',
  '#185536',
  '#123f29',
];

/** For what destroys or went wrong. */
const red: MantineColorsTuple = [
  '#fef2f1',
  '#fde3e1',
  '#fbc8c4',
  '#f6a29b',
  '#f07f76',
  '#e0574c',
  '#c9372c',
  '#b42318',
  '#941b12',
  '#74150e',
];

const blue: MantineColorsTuple = [
  '#eff5fc',
  '#dde9f8',
  '#bdd5f2',
  '#94bbe9',
  '#6ba0de',
  '#4485cf',
  '#2a6fbb',
  '#1f5a9d',
  '#19487e',
  '#133862',
];

/** The surfaces and inks of the dark theme: 0 is text, 2 faint text, 4 lines, 7 the page. */
const dark: MantineColorsTuple = [
  '#dfe5e2',
  '#c3ccc7',
  '#a3aea8',
  '#8a968f',
  '#3c4742',
  '#2c3531',
  '#212926',
  '#151b18',
  '#101513',
  '#0b0f0d',
];

const systemFont =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';

/**
 * Calm and dense: many figures on one screen, 14 px text, one accent colour. Colours beyond these four scales are not
 * used; what a colour means (good, bad, …) is said by the tones in `tones.ts`.
 */
export const theme = createTheme({
  colors: { ledger, red, blue, dark },
  primaryColor: 'ledger',
  primaryShade: { light: 7, dark: 6 },
  black: '#16201b',
  fontFamily: systemFont,
  respectReducedMotion: true,
  cursorType: 'pointer',
  defaultRadius: 'sm',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  spacing: { xs: '0.375rem', sm: '0.5rem', md: '0.75rem', lg: '1.125rem', xl: '1.75rem' },
  headings: {
    fontFamily: systemFont,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h4: { fontSize: '0.875rem', lineHeight: '1.45' },
    },
  },
  components: {
    // Mantine locks the page's scrolling by a style element, which the content security policy forbids.
    Modal: { defaultProps: { lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false } },
  },
});
