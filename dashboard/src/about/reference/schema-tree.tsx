import { useState } from 'react';
import { type ApiDocument, resolved, type Schema } from './document.ts';
import { MarkedText } from './marked-text.tsx';
import styles from './reference.module.css';
import { limitsInWords, typeInWords, unfolded } from './schema-words.ts';

interface Props {
  document: ApiDocument;
  schema: Schema;
}

/** The members of a schema, each with its type; what a member is made of unfolds, and is drawn only then. */
export function SchemaTree({ document, schema }: Props) {
  const objects = unfolded(document, schema);
  if (objects.length === 0) return <Facts document={document} schema={schema} />;
  return objects.map((object, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the alternatives of a fixed schema
    <dl key={index} className={styles['members']}>
      {Object.entries(object.properties ?? {}).map(([name, member]) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
            {!object.required?.includes(name) && <span className={styles['optional']}> optional</span>}
          </dt>
          <dd>
            <Facts document={document} schema={member} />
            {unfolded(document, member).length > 0 && <Unfolding document={document} schema={member} />}
          </dd>
        </div>
      ))}
    </dl>
  ));
}

/** Schemas may contain themselves, so nothing is drawn before it is asked for. */
function Unfolding({ document, schema }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles['unfolding']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles['unfold']}>Members</summary>
      {open && <SchemaTree document={document} schema={schema} />}
    </details>
  );
}

/** Type, limits and meaning of one value. */
function Facts({ document, schema }: Props) {
  const { schema: target } = resolved(document, schema);
  const description = schema.description ?? target.description;
  return (
    <>
      <span className={styles['type']}>{[typeInWords(document, schema), ...limitsInWords(target)].join('; ')}</span>
      {description && (
        <p>
          <MarkedText text={description} />
        </p>
      )}
    </>
  );
}
