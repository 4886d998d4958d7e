import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { columnIds, untouched, withColumn, type ColumnId } from '../state/columns';
import { Icon } from './Icon';
import { usePopover } from './use-popover';

// Chooses the columns of the list.
export function ColumnMenu({ shown }: { shown: readonly ColumnId[] }) {
  const app = useApp();
  const t = useText();
  const choice = useAppState((state) => state.columns);
  const { open, setOpen, area, button, onKeyDown } = usePopover();
  const isTouched = choice.shown !== null || Object.keys(choice.widths).length > 0;
  return (
    <div class="column-menu" ref={area} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="quiet small"
        title={t('list.columns')}
        aria-label={t('list.columns')}
        aria-expanded={open}
        aria-controls="column-menu"
        onClick={() => setOpen(!open)}
      >
        <Icon name="columns" />
      </button>
      {open && (
        <div class="popover" id="column-menu" role="group" aria-label={t('list.columns')}>
          {columnIds.map((id) => (
            <label key={id} class="check">
              <input
                type="checkbox"
                checked={shown.includes(id)}
                onChange={(event) =>
                  app.setColumns(withColumn(choice, shown, id, event.currentTarget.checked))
                }
              />
              {t(`list.${id}`)}
            </label>
          ))}
          <button
            type="button"
            class="small"
            disabled={!isTouched}
            onClick={() => app.setColumns(untouched)}
          >
            {t('list.columnsReset')}
          </button>
        </div>
      )}
    </div>
  );
}
