/**
 * What of EC2 is outside the simulation. Operations near encryption, disks, images and instances are refused by name, with
 * InvalidAction and a text that says so; networking and everything else that EC2 has is refused like an action that does not
 * exist. Parameters of networking, placement and purchasing are taken and, where EC2 shows them, given back, without effect.
 */

/** Operations that AWS has and that are refused, by subject. */
export const refusedOperations: Readonly<Record<string, readonly string[]>> = {
  'other ways to launch: Spot, fleets, templates, schedules, hosts': [
    'CancelSpotFleetRequests',
    'CancelSpotInstanceRequests',
    'CreateFleet',
    'CreateLaunchTemplate',
    'CreateLaunchTemplateVersion',
    'DeleteFleets',
    'DeleteLaunchTemplate',
    'DescribeFleets',
    'DescribeLaunchTemplates',
    'DescribeLaunchTemplateVersions',
    'DescribeSpotInstanceRequests',
    'ModifyFleet',
    'ModifyLaunchTemplate',
    'RequestSpotFleet',
    'RequestSpotInstances',
    'RunScheduledInstances',
  ],
  'guests and hosts: consoles, monitoring, replacement of root volumes, credits, placement': [
    'CreateReplaceRootVolumeTask',
    'DescribeInstanceCreditSpecifications',
    'DescribeReplaceRootVolumeTasks',
    'GetConsoleOutput',
    'GetConsoleScreenshot',
    'GetPasswordData',
    'ModifyInstanceCreditSpecification',
    'ModifyInstanceMaintenanceOptions',
    'ModifyInstanceMetadataOptions',
    'ModifyInstancePlacement',
    'MonitorInstances',
    'ReportInstanceStatus',
    'ResetInstanceAttribute',
    'SendDiagnosticInterrupt',
    'UnmonitorInstances',
  ],
  'volume attributes, consistency checks, clones and fast restore': [
    'CopyVolumes',
    'DescribeFastSnapshotRestores',
    'DescribeVolumeAttribute',
    'DisableFastSnapshotRestores',
    'EnableFastSnapshotRestores',
    'EnableVolumeIO',
    'ModifyVolumeAttribute',
  ],
  'snapshot locks, Recycle Bin, block public access': [
    'DescribeLockedSnapshots',
    'DisableSnapshotBlockPublicAccess',
    'EnableSnapshotBlockPublicAccess',
    'GetSnapshotBlockPublicAccessState',
    'ListSnapshotsInRecycleBin',
    'LockSnapshot',
    'ResetSnapshotAttribute',
    'RestoreSnapshotFromRecycleBin',
    'UnlockSnapshot',
  ],
  'image sharing, deprecation, stores, import and export': [
    'CancelImageLaunchPermission',
    'CreateRestoreImageTask',
    'CreateStoreImageTask',
    'DescribeImageAttribute',
    'DescribeStoreImageTasks',
    'DisableImage',
    'DisableImageBlockPublicAccess',
    'DisableImageDeprecation',
    'EnableImage',
    'EnableImageBlockPublicAccess',
    'EnableImageDeprecation',
    'ExportImage',
    'GetImageBlockPublicAccessState',
    'ImportImage',
    'ImportSnapshot',
    'ListImagesInRecycleBin',
    'ModifyImageAttribute',
    'ResetImageAttribute',
    'RestoreImageFromRecycleBin',
  ],
};

/** All of them. */
export const outside: ReadonlySet<string> = new Set(Object.values(refusedOperations).flat());

/** States and transitions that the lifecycles have and that nothing in this world brings about, with the reason. */
export const unreached: Readonly<Record<string, string>> = {
  'volume HARDWARE_FAILED': 'Hardware does not fail here; `error` is never about a key.',
  'attachment STILL_MOUNTED': 'There is no guest that could hold a file system mounted.',
  'snapshot RETAIN, RECOVER, RECOVERED': 'The Recycle Bin needs retention rules, a service of its own.',
  'image DISABLE, ENABLE': 'DisableImage and EnableImage are not simulated.',
};
