import { Aws } from './aws';
import { DeployedResource, deployedStack } from './deployed-stack';
import { readBack } from './read-back';

/** A property that the account does not show as the template has it. */
export interface Difference {
  readonly logicalId: string;
  /** Type and name. */
  readonly property: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface Comparison {
  readonly resources: DeployedResource[];
  readonly differences: Difference[];
}

/** Reads each resource of a stack back, and compares each of its properties with the template. */
export async function compared(aws: Aws, assembly: string, stackName: string): Promise<Comparison> {
  const resources = await deployedStack(aws, assembly, stackName);
  const differences = await Promise.all(resources.map(async resource => {
    const found = await readBack(aws, resource, resources);
    return Object.entries({ ...ABSENT[resource.type], ...resource.properties })
      .filter(([name, expected]) => comparable(expected) !== comparable(found[name]))
      .map(([name, expected]) => ({ logicalId: resource.logicalId, property: `${resource.type} ${name}`, expected, actual: found[name] }));
  }));
  return { resources, differences: differences.flat() };
}

/** What a property that the template leaves out comes to, where more would be too much. */
const ABSENT: Record<string, Record<string, unknown>> = {
  'AWS::EC2::SecurityGroup': { SecurityGroupEgress: [], SecurityGroupIngress: [] },
  'AWS::IAM::Role': { ManagedPolicyArns: [] },
};

/** Without the order of lists, and with each scalar as text: CloudFormation takes "5432" for 5432. */
function comparable(value: unknown): string {
  if (typeof value === 'string' && value.startsWith('{"')) {
    return comparable(JSON.parse(value));
  }
  if (Array.isArray(value)) {
    return `[${value.map(comparable).sort().join()}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const present = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${present.map(([key, item]) => `${key}:${comparable(item)}`).sort().join()}}`;
  }
  return JSON.stringify(String(value));
}
