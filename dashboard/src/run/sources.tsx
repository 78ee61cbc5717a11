import type { RunDetail } from '../api/client.ts';
import { Bytes } from '../layout/bytes.tsx';
import { CopyText } from '../layout/copy-text.tsx';
import { Moment, Unknown } from '../layout/moment.tsx';
import { Pill } from '../layout/pill.tsx';
import { Fact, Facts } from './fact.tsx';
import { Section } from './section.tsx';
import styles from './sources.module.css';

type Source = RunDetail['sources'][number];

/** The object versions that the run reads, exactly. */
export function Sources({ run }: { run: RunDetail }) {
  return (
    <Section title={run.sources.length === 1 ? 'Source' : 'Sources'}>
      {run.sources.map((source) => (
        <SourceFacts key={source.role} source={source} />
      ))}
    </Section>
  );
}

function SourceFacts({ source }: { source: Source }) {
  return (
    <div className={styles['source']}>
      <p className={styles['place']}>
        <CopyText text={`s3://${source.bucket}/${source.key}`} what="address of the object" />{' '}
        {source.goneAt !== null && <Pill tone="warm">Source is gone</Pill>}
      </p>
      {source.goneAt !== null && (
        <p className={styles['note']}>
          This version was deleted or has expired (<Moment at={source.goneAt} />
          ). Its figures stay; it cannot be read again.
        </p>
      )}
      <Facts>
        <Fact name="Role">{source.role}</Fact>
        <Fact name="Version">
          <CopyText text={source.versionId} what="version" />
        </Fact>
        <Fact name="Size as stored">
          <Bytes count={source.size} />
        </Fact>
        <Fact name="Checksum">
          {source.checksum === null ? <Unknown /> : <CopyText text={source.checksum} what="checksum" />}
        </Fact>
        <Fact name="Landed">
          <Moment at={source.landedAt} />
        </Fact>
      </Facts>
    </div>
  );
}
