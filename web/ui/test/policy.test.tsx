// The RAM policy: from the menu of exports, and from a finding that tells of a missing permission.
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { decodePolicy } from '../src/api/decode-reports';
import { isDenial, policyNotes } from '../src/text/policy';
import { click, createServer, renderApp, settle, type Page } from './support';

let page: Page | null = null;

afterEach(() => {
  page?.stop();
  page = null;
});

async function openDialog(change: Record<string, unknown> = {}) {
  const server = createServer();
  const asked: [string, boolean][] = [];
  const { fetchPolicy } = server.api;
  server.api.fetchPolicy = async (filter, denied) => {
    asked.push([filter, denied]);
    return { ...(await fetchPolicy(filter, denied)), ...change };
  };
  page = await renderApp({ server });
  page.app.showPolicy({ filter: 'bucket:logs', denied: false });
  await settle();
  return { root: page.root, asked };
}

describe('the policy', () => {
  it('is that of the filter, and of the refused calls when asked for', async () => {
    const { root, asked } = await openDialog();
    expect(root.querySelector('.policy-text')?.textContent).toContain('"bucket:logs",false');
    expect(root.querySelector('dialog .copy')?.textContent).toContain('Copy the policy');
    const box = root.querySelector<HTMLInputElement>('dialog input[type=checkbox]');
    if (box === null) throw new Error('no box to tick');
    act(() => box.click());
    await settle();
    expect(asked).toEqual([
      ['bucket:logs', false],
      ['bucket:logs', true],
    ]);
    expect(root.querySelector('.policy-text')?.textContent).toContain('true');
  });

  it('says when there is nothing to allow', async () => {
    const { root } = await openDialog({ calls: 0 });
    expect(root.querySelector('.policy-text')).toBeNull();
    expect(root.querySelector('dialog')?.textContent).toContain('nothing to allow');
  });

  it('says what it could not know', async () => {
    const { root } = await openDialog({ withoutAction: ['HeadBucket'], explicitlyDenied: 2 });
    const notes = [...root.querySelectorAll('dialog .notice')].map((note) => note.textContent);
    expect(notes[0]).toContain('2 of these calls were refused by a Deny');
    expect(notes[1]).toContain('HeadBucket');
  });

  it('opens from the menu of exports', async () => {
    page = await renderApp();
    page.app.setFilter('bucket:logs');
    click(page.root.querySelector('.export button'));
    click([...page.root.querySelectorAll('#export-menu button')].at(0));
    await settle();
    expect(page.app.store.get().dialog).toBe('policy');
    expect(page.app.store.get().policyOf).toEqual({ filter: 'bucket:logs', denied: false });
  });
});

describe('what is read of a policy', () => {
  it('stands in where nothing was said', () => {
    const report = decodePolicy({ policy: { Version: '1', Statement: [] }, calls: 2 });
    expect(JSON.parse(report.policy)).toEqual({ Version: '1', Statement: [] });
    expect(policyNotes(report)).toEqual([]);
  });

  it('names every reservation', () => {
    const report = decodePolicy({
      complete: false,
      without_action: ['HeadBucket'],
      explicitly_denied: 1,
      unknown_bucket: true,
      widened: true,
      uses_kms: true,
      too_long: true,
    });
    expect(policyNotes(report)).toHaveLength(7);
  });

  it('tells refusals that a policy can mend from others', () => {
    expect(isDenial('missing-permission')).toBe(true);
    expect(isDenial('wrong-secret')).toBe(false);
  });
});
