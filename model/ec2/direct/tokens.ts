/** Tokens of the EBS direct APIs: opaque to callers, plain to us. They serve seven days (documented). */
import { base64, fromBase64, fromUtf8, utf8 } from '../../bytes.ts';
import { invalid } from './errors.ts';

/** How long block tokens serve. */
export const TOKEN_LIFETIME_MS = 7 * 86_400_000;

/** The token by which one block of a snapshot is read. */
export const blockToken = (snapshotId: string, index: number, nowMs: number): string =>
  base64(utf8(`${snapshotId}/${index}/${nowMs + TOKEN_LIFETIME_MS}`));

/** Refuses a token that is not this block's, or not any more. */
export function checkBlockToken(token: string, snapshotId: string, index: number, nowMs: number): void {
  const [id, at, untilMs] = read(token);
  if (id !== snapshotId || at !== String(index))
    invalid('INVALID_BLOCK_TOKEN', 'The block token is not valid for the block.');
  if (nowMs > Number(untilMs)) invalid('INVALID_BLOCK_TOKEN', 'The block token is expired.');
}

/** The token of the page that begins at a block. */
export const pageToken = (snapshotId: string, index: number): string => base64(utf8(`${snapshotId}/from/${index}`));

/** The first block of a page. */
export function pageStart(token: string, snapshotId: string): number {
  const [id, word, index] = read(token);
  if (id !== snapshotId || word !== 'from')
    invalid('INVALID_PAGE_TOKEN', 'The page token is not valid for the snapshot.');
  return Number(index);
}

function read(token: string): string[] {
  try {
    return fromUtf8(fromBase64(token)).split('/');
  } catch {
    return [];
  }
}
