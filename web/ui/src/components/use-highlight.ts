import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Evidence, Where } from '../api/types';
import { useAppState } from '../state/app';

interface Highlighted {
  evidence: Evidence | null; // set when it points into this place
  name: string | null; // its name, for places that go by names
  ref: RefObject<HTMLDivElement>;
}

// For a part of the page that shows one place of an exchange: tells which piece of it an evidence
// points at. The element in `ref` brings the piece marked with data-hit into sight. `ready` turns
// true when what is shown has been loaded.
export function useHighlight(where: Where, ready = true): Highlighted {
  const highlight = useAppState((state) => state.highlight);
  const ref = useRef<HTMLDivElement>(null);
  const evidence = highlight?.evidence.where === where ? highlight.evidence : null;
  useLayoutEffect(() => {
    if (evidence === null || !ready) return;
    const hit = ref.current?.querySelector<HTMLElement>('[data-hit]') ?? ref.current;
    hit?.scrollIntoView?.({ block: 'center', inline: 'nearest' });
  }, [evidence, highlight?.turn, ready]);
  return { evidence, name: evidence?.name ?? null, ref };
}
