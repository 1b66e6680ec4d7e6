import { App, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { PublicNode, quietApp } from './apps';

/** Two nodes, two session documents, and who may open what. */
export class AccessApp {
  readonly app: App = quietApp();
  readonly stack: PublicNode = new PublicNode(this.app, 'Team');
  readonly dev: ec2.Instance = this.stack.instance;
  readonly prod: ec2.Instance = this.instance('Prod');
  readonly shell: ssm.CfnDocument = this.document('Shell', 'Standard_Stream');
  readonly tunnel: ssm.CfnDocument = this.document('Tunnel', 'Port');

  /** Opens shells on both nodes. */
  readonly operators: iam.Role = this.role('Operators', this.grant([this.dev, this.prod], this.shell));

  /** Opens shells on one. */
  readonly developers: iam.Role = this.role('Developers', this.grant([this.dev], this.shell));

  /** Of whom nobody sees the policies. */
  readonly guest: iam.Role = this.role('Guest', []);

  readonly nobody: iam.Role = this.role('Nobody', []);

  constructor() {
    this.guest.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(this.stack, 'Elsewhere', 'arn:aws:iam::111122223333:policy/Elsewhere'));
    Validations.of(this.guest).acknowledge({ id: 'SSM-ACC-013', reason: 'What nobody sees is what the tests are about.' });
  }

  grant(nodes: ec2.Instance[], document: ssm.CfnDocument): iam.PolicyStatement[] {
    const arnOf = (service: string, resource: string, resourceName: string) => this.stack.formatArn({ service, resource, resourceName });
    return [
      new iam.PolicyStatement({
        actions: ['ssm:StartSession'],
        resources: [...nodes.map(({ instanceId }) => arnOf('ec2', 'instance', instanceId)), arnOf('ssm', 'document', document.ref)],
      }),
      new iam.PolicyStatement({ actions: ['ssmmessages:OpenDataChannel'], resources: ['*'] }),
    ];
  }

  role(id: string, statements: iam.PolicyStatement[], assumedBy: iam.IPrincipal = new iam.AccountRootPrincipal()): iam.Role {
    const role = new iam.Role(this.stack, id, { assumedBy });
    statements.forEach(statement => role.addToPolicy(statement));
    return role;
  }

  private document(id: string, sessionType: string): ssm.CfnDocument {
    return new ssm.CfnDocument(this.stack, id, { documentType: 'Session', content: { schemaVersion: '1.0', sessionType } });
  }

  private instance(id: string): ec2.Instance {
    const vpc = this.stack.node.findChild('Vpc') as ec2.Vpc;
    const instance = new ec2.Instance(this.stack, id, {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      ssmSessionPermissions: true,
    });
    instance.node.addDependency(...vpc.publicSubnets.map(subnet => subnet.internetConnectivityEstablished));
    return instance;
  }
}
