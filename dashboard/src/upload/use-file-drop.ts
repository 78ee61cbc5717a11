import { useEffect, useRef, useState } from 'react';

/**
 * Takes files that are dropped anywhere on the page; a browser would open them otherwise, and leave the page.
 * @param onDrop told the files, and whether there was a folder among them, which cannot be taken
 * @returns whether files are held over the page now
 */
export function useFileDrop(onDrop: (files: readonly File[], hadFolder: boolean) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    const listening = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) =>
      window.addEventListener(type, act, { signal: listening.signal });
    listen('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setIsOver(true);
    });
    listen('dragleave', (event) => {
      // Only when the pointer leaves the window; it leaves one element for the next all the time.
      if (event.relatedTarget === null) setIsOver(false);
    });
    listen('drop', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setIsOver(false);
      const { files, hadFolder } = taken(event.dataTransfer);
      latest.current(files, hadFolder);
    });
    return () => listening.abort();
  }, []);
  return isOver;
}

function taken({ items, files }: DataTransfer): { files: File[]; hadFolder: boolean } {
  const entries = [...items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry());
  const isFolder = (index: number): boolean => entries[index]?.isDirectory === true;
  const kept = [...files].filter((_, index) => !isFolder(index));
  return { files: kept, hadFolder: kept.length < files.length };
}
