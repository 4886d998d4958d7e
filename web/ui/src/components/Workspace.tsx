import { useRef } from 'preact/hooks';
import { useAppState } from '../state/app';
import { Detail } from './Detail';
import { ExchangeList } from './ExchangeList';
import { Splitter } from './Splitter';
import { useMediaQuery } from './use-media-query';

// From this width on list and detail stand side by side; the stylesheet uses the same number.
const sideBySide = '(min-width: 1180px)';

// The list, and beside or below it the exchange that is selected. The list never goes away.
export function Workspace() {
  const split = useAppState((state) => state.split);
  const hasDetail = useAppState((state) => state.selectedId !== null);
  const isWide = useMediaQuery(sideBySide);
  const element = useRef<HTMLElement>(null);
  return (
    <main class="workspace" ref={element}>
      <div class="pane list-pane" style={hasDetail ? { flexGrow: split } : { flexGrow: 1 }}>
        <ExchangeList />
      </div>
      {hasDetail && (
        <>
          <Splitter container={element} vertical={isWide} />
          <div class="pane detail-pane" style={{ flexGrow: 1 - split }}>
            <Detail />
          </div>
        </>
      )}
    </main>
  );
}
