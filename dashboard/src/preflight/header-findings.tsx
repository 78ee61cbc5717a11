import type { PreflightReport } from './report.ts';
import styles from './report-view.module.css';

/** Names beyond this are only counted. */
const mostNames = 50;

/** Which of the declared columns the file has, and what it has besides. */
export function HeaderFindings({ report: { header } }: { report: PreflightReport }) {
  if (header === null || header.found.length === 0) return null;
  const ignored = new Set(header.ignored);
  const used = header.found.filter((name) => !ignored.has(name));
  return (
    <dl className={styles['facts']}>
      <Names term="Columns" names={used} />
      <Names term="Missing columns" names={header.missing} />
      <Names term="Columns that are there twice" names={header.repeated} />
      <Names term="Ignored columns" names={header.ignored} />
    </dl>
  );
}

function Names({ term, names }: { term: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  const more = names.length - mostNames;
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <ul className={styles['names']}>
          {[...new Set(names)].slice(0, mostNames).map((name) => (
            <li key={name}>
              <code>{name === '' ? '(no name)' : name}</code>
            </li>
          ))}
          {more > 0 && <li>and {more} more</li>}
        </ul>
      </dd>
    </div>
  );
}
