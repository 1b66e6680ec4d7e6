import { readFileSync } from 'fs';
import { join } from 'path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { app as accountPreferences } from '../../integ/integ.account-preferences';
import { app as auditedSessions } from '../../integ/integ.audited-sessions';
import { app as databaseTunnel } from '../../integ/integ.database-tunnel';
import { app as fleet } from '../../integ/integ.fleet';
import { app as hybrid } from '../../integ/integ.hybrid';
import { app as lowCost } from '../../integ/integ.low-cost';
import { app as natGateway } from '../../integ/integ.nat-gateway';
import { app as privateLink } from '../../integ/integ.private-link';
import { app as publicSubnet } from '../../integ/integ.public-subnet';
import { app as teamAccess } from '../../integ/integ.team-access';
import { app as windows } from '../../integ/integ.windows';

export const INSTANCE = 'i-0123456789abcdef0';

/** What CloudFormation makes of a `Ref` to a resource of the type. */
const PHYSICAL_IDS: Record<string, (logicalId: string) => string> = {
  'AWS::AutoScaling::AutoScalingGroup': logicalId => `${logicalId}-A1B2C3D4E5F6`,
  'AWS::EC2::Instance': () => INSTANCE,
  'AWS::SSM::Document': logicalId => `${logicalId}-A1B2C3D4E5F6`,
};

/** A scenario of integ/ as integ-runner gets it. */
export class IntegScenario {
  readonly assertionStack: string;
  readonly manifest: any;
  /** By the name of their stack. */
  readonly templates: Record<string, any>;

  constructor(readonly stack: string, private readonly assembly: CloudAssembly) {
    [this.manifest] = Object.values<any>(JSON.parse(readFileSync(join(assembly.directory, 'integ.json'), 'utf8')).testCases);
    this.assertionStack = this.manifest.assertionStackName;
    this.templates = Object.fromEntries(assembly.stacks.map(({ stackName, template }) => [stackName, template]));
  }

  /** The only custom resource of the assertion stack, as CloudFormation sends it to its function. */
  event(ResponseURL: string, RequestType: 'Create' | 'Update' | 'Delete' = 'Create') {
    const custom = Object.entries<any>(this.templates[this.assertionStack].Resources).filter(([, { Type }]) => Type.startsWith('Custom::'));
    expect(custom).toHaveLength(1);
    const [[LogicalResourceId, { Type: ResourceType, Properties }]] = custom;
    const properties = Object.entries(Properties).map(([name, value]) => [name, this.resolved(value, this.assertionStack)]);
    return {
      RequestType,
      ResponseURL,
      RequestId: 'the-request',
      StackId: `arn:aws:cloudformation:us-east-1:123456789012:stack/${this.assertionStack}/the-stack`,
      ResourceType,
      LogicalResourceId,
      ResourceProperties: Object.fromEntries(properties) as Record<string, string>,
    };
  }

  /** The code that the only function of the assertion stack runs. */
  code(): string {
    const { directory } = this.assembly;
    const resources = Object.values<any>(this.templates[this.assertionStack].Resources);
    const { Properties: { Code, Handler } } = resources.find(({ Type }) => Type === 'AWS::Lambda::Function');
    const { files } = JSON.parse(readFileSync(join(directory, `${this.assertionStack}.assets.json`), 'utf8'));
    return readFileSync(join(directory, files[Code.S3Key.replace('.zip', '')].source.path, `${Handler.split('.')[0]}.js`), 'utf8');
  }

  private resolved(value: any, stack: string): string {
    // Custom resources get numbers as text.
    if (typeof value !== 'object') {
      return String(value);
    }
    const [[intrinsic, argument]] = Object.entries<any>(value);
    const { Outputs, Resources } = this.templates[this.stack];
    switch (intrinsic) {
      case 'Fn::ImportValue':
        return this.resolved(Object.values<any>(Outputs).find(({ Export }) => Export?.Name === argument).Value, this.stack);
      case 'Fn::GetAtt':
        return `arn:aws:lambda:us-east-1:123456789012:function:${argument[0]}`;
      case 'Ref':
        expect(stack).toBe(this.stack);
        return PHYSICAL_IDS[Resources[argument].Type](argument);
      default:
        throw new Error(`${intrinsic} is not expected here`);
    }
  }
}

/** Those with a node on which a session starts. */
export const SCENARIOS = Object.entries({
  IntegPublicSubnet: publicSubnet,
  IntegNatGateway: natGateway,
  IntegPrivateLink: privateLink,
  IntegDatabaseTunnel: databaseTunnel,
  IntegAccountPreferences: accountPreferences,
  IntegTeamAccess: teamAccess,
  IntegAuditedSessions: auditedSessions,
  IntegWindows: windows,
  IntegLowCost: lowCost,
  IntegFleet: fleet,
}).map(([stack, app]): [string, IntegScenario] => [stack, new IntegScenario(stack, app.synth())]);

/** Servers outside AWS: nothing of it is a node as long as nobody registers one. */
export const HYBRID = new IntegScenario('IntegHybrid', hybrid.synth());
