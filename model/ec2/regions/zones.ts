/**
 * Regions and their Availability Zones. Real accounts see other zone letters for the same zone id; here the letters are in
 * the order of the ids.
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html (documented).
 */

/** Zone id prefix and letters of each Region that is enabled by default. */
const REGIONS: Readonly<Record<string, readonly [prefix: string, letters: string]>> = {
  'ap-northeast-1': ['apne1', 'acd'],
  'ap-northeast-2': ['apne2', 'abcd'],
  'ap-northeast-3': ['apne3', 'abc'],
  'ap-south-1': ['aps1', 'abc'],
  'ap-southeast-1': ['apse1', 'abc'],
  'ap-southeast-2': ['apse2', 'abc'],
  'ca-central-1': ['cac1', 'abd'],
  'eu-central-1': ['euc1', 'abc'],
  'eu-north-1': ['eun1', 'abc'],
  'eu-west-1': ['euw1', 'abc'],
  'eu-west-2': ['euw2', 'abc'],
  'eu-west-3': ['euw3', 'abc'],
  'sa-east-1': ['sae1', 'abc'],
  'us-east-1': ['use1', 'abcdef'],
  'us-east-2': ['use2', 'abc'],
  'us-west-1': ['usw1', 'ac'],
  'us-west-2': ['usw2', 'abcd'],
};

/** Names of the Regions, in order. */
export const regionNames: readonly string[] = Object.keys(REGIONS);

/** An Availability Zone. */
export interface Zone {
  readonly name: string;
  /** e.g. `use1-az1`. */
  readonly id: string;
}

/** The zones of a Region. One that is not in the list (opt-in, or invented) has a, b and c. */
export function zonesOf(region: string): readonly Zone[] {
  const [prefix, letters] = REGIONS[region] ?? [region.replaceAll('-', ''), 'abc'];
  return Array.from(letters, (letter, index) => ({ name: `${region}${letter}`, id: `${prefix}-az${index + 1}` }));
}
