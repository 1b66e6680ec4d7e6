import { RegionInfo } from 'aws-cdk-lib/region-info';
import { partitionOf, URL_SUFFIXES } from '../../../lib/preflight/model/partitions';
import { knownRegions } from '../../../lib/preflight/regions';

test.each(knownRegions())('the partition of %s is that of aws-cdk-lib', region => {
  const { partition, domainSuffix } = RegionInfo.get(region);
  expect(partitionOf(region)).toMatchObject({ name: partition, urlSuffix: domainSuffix });
});

test.each([undefined, 'xx-new-1'])('a region that nobody knows is of the partition aws: %s', region => {
  expect(partitionOf(region)).toMatchObject({ name: 'aws', urlSuffix: 'amazonaws.com' });
});

test('each suffix is there once', () => {
  expect(new Set(URL_SUFFIXES).size).toBe(URL_SUFFIXES.length);
  expect(URL_SUFFIXES).toEqual(expect.arrayContaining(RegionInfo.regions.map(({ domainSuffix }) => domainSuffix)));
});
