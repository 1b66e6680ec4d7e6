import { Aws, CfnMapping, Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';
import { fail } from '../core/errors';

/**
 * The partitions that have a public console, and its domain.
 *
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
const CONSOLE_DOMAINS: Record<string, string> = {
  'aws': 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

const MAPPING_ID = 'SessionManagerConsole';
const DOMAIN_KEY = 'domain';

/** The console's domain in a region, decided by CloudFormation where the region is only known at deployment. */
export function consoleDomain(scope: IConstruct, region: string): string {
  if (Token.isUnresolved(region)) {
    return consoleMapping(Stack.of(scope)).findInMap(Aws.PARTITION, DOMAIN_KEY);
  }
  const partition = RegionInfo.get(region).partition ?? 'aws';
  return CONSOLE_DOMAINS[partition]
    ?? fail(scope, `consoleUrl is not available in partition ${partition}, region ${region}; allowed are ${Object.keys(CONSOLE_DOMAINS).join(', ')}; use startSessionCommand`);
}

/** One mapping for all nodes of a stack. */
function consoleMapping(stack: Stack): CfnMapping {
  return stack.node.tryFindChild(MAPPING_ID) as CfnMapping | undefined ?? new CfnMapping(stack, MAPPING_ID, {
    mapping: Object.fromEntries(Object.entries(CONSOLE_DOMAINS).map(([partition, domain]) => [partition, { [DOMAIN_KEY]: domain }])),
  });
}
