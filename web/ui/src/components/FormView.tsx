import type { Evidence } from '../api/types';
import { useText } from '../i18n';
import { decodeText } from '../text/body';
import { unpackField, type FormField } from '../text/form';
import { formatBytes } from '../text/format';
import { HexView } from './HexView';
import { TextBody } from './TextBody';
import { VisibleText } from './VisibleText';

interface Props {
  fields: FormField[];
  evidence: Evidence | null;
}

// A long text field is somebody's file; its beginning tells what it is.
const shownCharacters = 2000;
const shownBytes = 256;

export function findField(fields: readonly FormField[], evidence: Evidence | null): number {
  if (evidence === null) return -1;
  // A place is named with its byte: "policy, byte 81".
  const wanted = evidence.name.toLowerCase().replace(/, byte \d+$/, '');
  return fields.findIndex(({ name }) => name.toLowerCase() === wanted);
}

// The fields of a form, in the order they were sent: OSS ignores what stands behind the file.
export function FormView({ fields, evidence }: Props) {
  const t = useText();
  const hit = findField(fields, evidence);
  return (
    <table class="form-view" aria-label={t('form.label')}>
      <thead>
        <tr>
          <th scope="col">{t('form.field')}</th>
          <th scope="col">{t('form.value')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field, i) => (
          <tr
            key={i}
            class={i === hit ? 'hit' : ''}
            data-hit={i === hit ? '' : undefined}
          >
            <th scope="row">
              <VisibleText text={field.name} />
            </th>
            <td>
              <FieldValue field={field} evidence={i === hit ? null : evidence} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FieldValue({ field, evidence }: { field: FormField; evidence: Evidence | null }) {
  const t = useText();
  const unpacked = unpackField(field);
  return (
    <>
      <RawValue field={field} />
      {field.isCut && <p class="notice warning">{t('form.cut')}</p>}
      {unpacked !== null && (
        <div class="unpacked">
          <span class="section-label">{t('form.unpacked')}</span>
          <TextBody lines={unpacked} format="json" evidence={evidence} />
        </div>
      )}
    </>
  );
}

function RawValue({ field }: { field: FormField }) {
  const t = useText();
  const { value, fileName, type, isCut } = field;
  if (fileName !== null) {
    const about = [fileName, type ?? '', formatBytes(value.length)].filter((text) => text !== '');
    return (
      <p class="file-field">
        <span class="muted">{t('form.file')}</span> <VisibleText text={about.join(', ')} />
      </p>
    );
  }
  if (value.length === 0) return <em class="muted">{t('signature.empty')}</em>;
  const text = decodeText(value, isCut);
  if (text === null) return <HexView bytes={value.subarray(0, shownBytes)} />;
  return (
    <span class="mono form-text">
      <VisibleText text={text.slice(0, shownCharacters)} />
      {text.length > shownCharacters && '…'}
    </span>
  );
}
