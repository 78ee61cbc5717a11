import { Link } from 'wouter';
import { AmountCells, FigureHeadings } from '../amounts/figure-cells.tsx';
import { Count } from '../amounts/figures.tsx';
import type { Country } from '../api/client.ts';
import { DataRegion } from '../layout/data-region.tsx';
import { accountsAddress } from './balance-view.ts';
import styles from './country-table.module.css';

interface Props {
  countries: readonly Country[];
  /** As the address names it; empty for the run that counts now. */
  runId: string;
  chosen: string;
}

/** What the accounts come to by country; each leads to the accounts of it. */
export function CountryTable({ countries, runId, chosen }: Props) {
  return (
    <section aria-labelledby="countries-title" className={styles['section']}>
      <h2 id="countries-title">By country</h2>
      <DataRegion label="Balances by country" className={styles['region'] ?? ''}>
        <table>
          <caption className="visually-hidden">What the accounts come to by country</caption>
          <thead>
            <tr>
              <th scope="col">Country</th>
              <FigureHeadings names={['Accounts', 'Before', 'After', 'Transferred', 'Transfers']} />
            </tr>
          </thead>
          <tbody>
            {countries.map((one) => (
              <tr key={one.country} data-chosen={one.country === chosen || undefined}>
                <th scope="row">
                  <Link
                    href={accountsAddress(runId, one.country)}
                    aria-current={one.country === chosen ? 'true' : undefined}
                  >
                    {one.country}
                  </Link>
                </th>
                <td data-figures>
                  <Count value={one.accounts} />
                </td>
                <AmountCells amounts={[one.openingBalance, one.balance, one.transferred]} />
                <td data-figures>
                  <Count value={one.applied} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </DataRegion>
    </section>
  );
}
