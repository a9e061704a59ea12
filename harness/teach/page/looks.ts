/** How states look: four moods that colour and shape tell apart. */

/** `good` works, `busy` is on its way, `warn` needs care, `bad` does not work, `still` is at rest. */
export type Mood = 'good' | 'busy' | 'warn' | 'bad' | 'still';

const moods: Readonly<Record<Mood, readonly string[]>> = {
  good: ['Enabled', 'available', 'in-use', 'running', 'completed', 'Current', 'attached', 'Active'],
  still: ['stopped', 'Noncurrent', 'paused', 'terminated', 'deleted', 'Deleted', 'gone', 'Absent'],
  warn: ['PendingImport', 'PendingReplicaDeletion', 'inaccessible-encryption-credentials-recoverable'],
  bad: ['Disabled', 'PendingDeletion', 'Unavailable', 'error', 'failed', 'inaccessible-encryption-credentials'],
  busy: [],
};

/** The mood of a state; what is not listed is on its way somewhere. */
export function moodOf(state: string | undefined): Mood {
  if (state === undefined) return 'still';
  for (const mood of Object.keys(moods) as Mood[]) if (moods[mood].includes(state)) return mood;
  return 'busy';
}
