/** DescribeRegions and DescribeAvailabilityZones. */
import type { Context } from '../../context.ts';
import { type FilterValues, filtered } from '../describe.ts';
import { invalidParameterValue } from '../errors.ts';
import { ec2Operation } from '../operation.ts';
import { regionNames, type Zone, zonesOf } from './zones.ts';

const noTags = () => ({});
const endpointOf = (region: string): string => `ec2.${region}.amazonaws.com`;

const REGION_FILTERS: FilterValues<string> = {
  endpoint: endpointOf,
  'opt-in-status': () => 'opt-in-not-required',
  'region-name': (region) => region,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html: those enabled by default. */
export const describeRegions = ec2Operation('DescribeRegions', {
  readOnly: true,
  run(_context, input) {
    const unknown = input.RegionNames?.find((name) => !regionNames.includes(name));
    if (unknown) invalidParameterValue(`Invalid region name: ${unknown}`);
    const rows = regionNames.filter((name) => !input.RegionNames?.length || input.RegionNames.includes(name));
    return {
      Regions: filtered(rows, input.Filters, REGION_FILTERS, noTags).map((RegionName) => ({
        OptInStatus: 'opt-in-not-required',
        RegionName,
        Endpoint: endpointOf(RegionName),
      })),
    };
  },
});

const zoneFilters = (context: Context): FilterValues<Zone> => ({
  'group-name': () => context.region,
  'opt-in-status': () => 'opt-in-not-required',
  'region-name': () => context.region,
  state: () => 'available',
  'zone-id': (zone) => zone.id,
  'zone-name': (zone) => zone.name,
  'zone-type': () => 'availability-zone',
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html */
export const describeAvailabilityZones = ec2Operation('DescribeAvailabilityZones', {
  readOnly: true,
  run(context, input) {
    const zones = zonesOf(context.region);
    const names = input.ZoneNames ?? [];
    const ids = input.ZoneIds ?? [];
    const unknown =
      names.find((name) => !zones.some((zone) => zone.name === name)) ??
      ids.find((id) => !zones.some((zone) => zone.id === id));
    if (unknown) invalidParameterValue(`Invalid availability zone: [${unknown}]`);
    const rows = zones.filter(
      (zone) => (names.length === 0 || names.includes(zone.name)) && (ids.length === 0 || ids.includes(zone.id)),
    );
    return {
      AvailabilityZones: filtered(rows, input.Filters, zoneFilters(context), noTags).map((zone) => ({
        OptInStatus: 'opt-in-not-required' as const,
        Messages: [],
        RegionName: context.region,
        ZoneName: zone.name,
        ZoneId: zone.id,
        GroupName: `${context.region}-zg-1`,
        NetworkBorderGroup: context.region,
        ZoneType: 'availability-zone',
        State: 'available' as const,
      })),
    };
  },
});
