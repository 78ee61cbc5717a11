import { isMantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { type Glyph, Icon } from '../layout/icon.tsx';

const choices: { value: string; glyph: Glyph; name: string }[] = [
  { value: 'auto', glyph: 'screen', name: 'As the system' },
  { value: 'light', glyph: 'sun', name: 'Light' },
  { value: 'dark', glyph: 'moon', name: 'Dark' },
];

/** Light, dark, or as the system says: radio buttons, so that arrow keys move between them. */
export function ThemeSwitch() {
  // Otherwise Mantine would stop all transitions for a moment, by a style element.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <SegmentedControl
      size="xs"
      withItemsBorders={false}
      aria-label="Theme"
      value={colorScheme}
      onChange={(value) => isMantineColorScheme(value) && setColorScheme(value)}
      data={choices.map(({ value, glyph, name }) => ({
        value,
        label: (
          <span title={name}>
            <Icon glyph={glyph} />
            <span className="visually-hidden">{name}</span>
          </span>
        ),
      }))}
    />
  );
}
