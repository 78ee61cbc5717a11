import { NativeSelect } from '@mantine/core';
import type { Country } from '../api/client.ts';

interface Props {
  /** Empty for all of them. */
  country: string;
  countries: readonly Country[];
  onCountry: (country: string) => void;
}

/** Chooses the accounts of one country, or of all. */
export function CountryPicker({ country, countries, onCountry }: Props) {
  const names = new Set([...countries.map((one) => one.country), country]);
  names.delete('');
  return (
    <NativeSelect
      size="xs"
      label="Country"
      value={country}
      data={[{ value: '', label: 'All countries' }, ...names]}
      onChange={({ currentTarget }) => onCountry(currentTarget.value)}
    />
  );
}
