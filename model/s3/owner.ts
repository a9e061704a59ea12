/** Owners as S3 names them: by canonical user id. */
import { sha256 } from '@noble/hashes/sha2.js';
import { hex, utf8 } from '../bytes.ts';

/** Canonical user id of an account: 64 hexadecimal digits that follow from it. */
export const canonicalIdOf = (account: string): string => hex(sha256(utf8(`canonical user of ${account}`)));

/** An owner as responses show it. */
export const ownerOf = (account: string): { ID: string } => ({ ID: canonicalIdOf(account) });
