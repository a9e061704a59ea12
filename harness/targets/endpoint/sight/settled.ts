/** States that pass by themselves, and whether everything that can be seen has come to rest. */
import type { Sight, TableName } from './sight.ts';

/** States that things leave by themselves. */
const PASSING: Readonly<Partial<Record<TableName, RegExp>>> = {
  keys: /^(?:Creating|Updating)$/,
  volumes: /^(?:creating|deleting)$/,
  snapshots: /^pending$/,
  instances: /^(?:pending|stopping|shutting-down)$/,
  databases:
    /^(?:creating|backing-up|modifying|rebooting|starting|stopping|deleting|renaming|upgrading|configuring-.*|storage-.*)$/,
  databaseSnapshots: /^(?:creating|copying)$/,
  clusters:
    /^(?:creating|deleting|modifying|rebooting|pausing|resuming|resizing|rotating-keys|renaming|available, prep-for-resize)$/,
  clusterSnapshots: /^creating$/,
};
const ATTACHING = /^(?:attaching|detaching)$/;

/** Whether something of any kind leaves a state of this name by itself, in AWS's words. */
export const isPassing = (state: string): boolean => Object.values(PASSING).some((states) => states.test(state));

/** Whether anything is on its way to another state. */
export function isTransitional(sight: Sight): boolean {
  for (const [table, states] of Object.entries(PASSING) as [TableName, RegExp][]) {
    for (const row of sight.rows(table).values()) if (states.test((row as { state: string }).state)) return true;
  }
  return [...sight.rows('volumes').values()].some(({ attachments }) =>
    attachments.some(({ state }) => ATTACHING.test(state)),
  );
}
