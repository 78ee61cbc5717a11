import type { ReactNode } from 'react';
import { Amount, Count } from './figures.tsx';

/** Headings of columns with figures. No two are alike. */
export const FigureHeadings = ({ names }: { names: readonly string[] }) =>
  names.map((name) => (
    <th key={name} scope="col" data-figures>
      {name}
    </th>
  ));

/** A cell for each of the amounts of a row. */
export const AmountCells = ({ amounts }: { amounts: readonly string[] }) =>
  amounts.map((amount, place) => <FigureCell key={keyOf(place)} figure={<Amount value={amount} />} />);

/** A cell for each of the counts of a row. */
export const CountCells = ({ counts }: { counts: readonly number[] }) =>
  counts.map((count, place) => <FigureCell key={keyOf(place)} figure={<Count value={count} />} />);

const FigureCell = ({ figure }: { figure: ReactNode }) => <td data-figures>{figure}</td>;

/** A table's columns are always the same. */
const keyOf = (place: number): string => `column-${place}`;
