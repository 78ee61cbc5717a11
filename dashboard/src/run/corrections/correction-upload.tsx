import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { RunDetail } from '../../api/client.ts';
import { QueryState } from '../../layout/query-state.tsx';
import { usePhaseAnnouncements } from '../../upload/announcements.ts';
import { DropZone } from '../../upload/drop-zone.tsx';
import { uploads, useUploads } from '../../upload/list/the-uploads.ts';
import { UploadList } from '../../upload/upload-list.tsx';
import { useDeclarations } from '../../upload/use-declarations.ts';
import { correctionDeclaration } from './correction-declaration.ts';

/** Where corrected files of a run are dropped, and how far they are. */
export function CorrectionUpload({ run: { runId, jobType } }: { run: RunDetail }) {
  const query = useDeclarations();
  const items = useUploads().filter(({ corrects }) => corrects === runId);
  const queryClient = useQueryClient();
  const [said, say] = useState('');
  // What is said of a file may be that it has landed, or been counted: then the run is not as it is shown.
  const announce = useCallback(
    (text: string) => {
      say(text);
      void queryClient.invalidateQueries({ queryKey: ['run', runId] });
    },
    [queryClient, runId],
  );
  usePhaseAnnouncements(items, announce);
  const declaration = query.data?.items.find(({ name }) => name === jobType);
  return (
    <>
      <QueryState query={query} what="kinds of files" />
      {declaration && (
        <DropZone
          suffixes={declaration.landing.suffixes}
          compact={items.length > 0}
          onFiles={(files) =>
            void uploads.add(files, { declarations: [correctionDeclaration(declaration)], corrects: runId })
          }
          onFolder={() => announce('A folder cannot be uploaded. Pick the files in it.')}
        />
      )}
      {items.length > 0 && <UploadList items={items} announce={announce} />}
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </>
  );
}
