/** Pictures of the kinds of resources, and the envelope. Drawn in the colour of the text. */
import type { CardKind } from '../core/cards.ts';

const disk = 'M4 7c0-2 16-2 16 0v10c0 2-16 2-16 0zM4 7c0 2 16 2 16 0M4 12c0 2 16 2 16 0';
const camera = 'M3 8h4l2-3h6l2 3h4v11H3zM12 17a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z';
const paths: Readonly<Record<CardKind, string>> = {
  key: 'M8 15a5 5 0 1 1 4-8 5 5 0 0 1-4 8zM11.5 12.5L21 21M17 17l3-3',
  bucket: 'M4 6l2 14h12l2-14M4 6c0-2 16-2 16 0s-16 2-16 0z',
  object: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  volume: disk,
  snapshot: camera,
  instance: 'M4 4h16v12H4zM8 20h8M12 16v4',
  'db-instance': disk,
  'db-cluster': 'M2 6c0-2 11-2 11 0v8c0 2-11 2-11 0zM2 6c0 2 11 2 11 0M11 10.5c4-1.500 11-1 11 .5v8c0 2-11 2-11 0v-4',
  'db-snapshot': camera,
  cluster: 'M3 9l9-5 9 5-9 5zM3 13l9 5 9-5M3 17l9 5 9-5',
  'cluster-snapshot': camera,
};

/** The picture of a kind. */
export const Icon = ({ kind }: { readonly kind: CardKind }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[kind]} />
  </svg>
);

/** An envelope: open, or closed, or sealed for ever. */
export const EnvelopeIcon = ({ open, lost }: { readonly open: boolean; readonly lost: boolean }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={open ? 'M3 10h18v11H3zM3 10l9-7 9 7M3 10l9 6 9-6' : 'M3 6h18v13H3zM3 6l9 7 9-7'} />
    {lost && <path d="M4 22L20 3" />}
    {!open && !lost && <circle cx="12" cy="14" r="2.500" class="seal" />}
  </svg>
);
