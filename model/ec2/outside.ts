/**
 * What of EC2 is outside the simulation. Operations near encryption, disks, images and instances are refused by name, with
 * InvalidAction and a text that says so; networking and everything else that EC2 has is refused like an action that does not
 * exist. Parameters of networking, placement and purchasing are taken and, where EC2 shows them, given back; those without any
 * effect are listed below.
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

/** Members that are accepted and recorded, and that change nothing here, with the reason. */
export const acceptedWithoutEffect: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'AdditionalInfo',
      'BillingProducts',
      'BootMode',
      'BootModeOverride',
      'CapacityReservationSpecification',
      'CpuOptions',
      'CreditSpecification',
      'EbsCardIndex',
      'ElasticGpuSpecification',
      'ElasticInferenceAccelerators',
      'ImdsSupport',
      'LicenseSpecifications',
      'MaintenanceOptions',
      'MetadataOptions',
      'SkipOsShutdown',
      'TpmSupport',
      'UefiData',
    ].map((member) => [member, 'hosts and guests are not simulated']),
  ),
  ...Object.fromEntries(
    [
      'EnablePrimaryIpv6',
      'Ipv6AddressCount',
      'Ipv6Addresses',
      'NetworkPerformanceOptions',
      'PrivateDnsNameOptions',
      'SecondaryInterfaces',
    ].map((member) => [member, 'networking is thin']),
  ),
  ...Object.fromEntries(
    [
      'AllAvailabilityZones',
      'AllRegions',
      'DestinationAvailabilityZone',
      'DestinationAvailabilityZoneId',
      'DestinationOutpostArn',
      'IncludeUnsupportedInRegion',
      'Location',
      'OutpostArn',
      'SnapshotLocation',
    ].map((member) => [member, 'Local Zones, Outposts and Regions that must be opted into are not simulated']),
  ),
  ChecksumAggregationMethod: 'there is one only, LINEAR',
  CompletionDurationMinutes: 'copies take as long as they take',
  DestinationRegion: 'the copy is made in the Region that the call goes to',
  IncludeDeprecated: 'nothing is deprecated',
  IncludeDisabled: 'nothing is disabled',
  IncludeManagedResources: 'no service manages instances or volumes here',
  InstanceMarketOptions: 'every launch is on demand',
  Operator: 'no service manages instances or volumes here',
  PresignedUrl: 'the source is found by its Region',
  SnapshotCopyCompletionDurationMinutes: 'copies take as long as they take',
  VolumeInitializationRate: 'volumes are initialized at once',
};

/** All operations that are refused by name. */
export const outside: ReadonlySet<string> = new Set(Object.values(refusedOperations).flat());

/** States and transitions that the lifecycles have and that nothing in this world brings about, with the reason. */
export const unreached: Readonly<Record<string, string>> = {
  'volume HARDWARE_FAILED': 'Hardware does not fail here; `error` is never about a key.',
  'attachment STILL_MOUNTED': 'There is no guest that could hold a file system mounted.',
  'snapshot RETAIN, RECOVER, RECOVERED': 'The Recycle Bin needs retention rules, a service of its own.',
  'image DISABLE, ENABLE': 'DisableImage and EnableImage are not simulated.',
};
