import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Deployed, documentOf } from './deployed';
import { PortForwardingDocument, PortForwardingDocumentProps, PortForwardingTarget, SessionPreferences, SsmConnectivity, SsmManagedInstance } from '../../lib';
import { ACCOUNT, errorOf, newStack, newVpc, propertiesOf, ref, warnings } from '../fixtures';

const DOCUMENT = 'AWS::SSM::Document';
const INSTANCE = 'i-0123456789abcdef0';
const DATABASE = PortForwardingTarget.host('database.example.com', 5432);

function setUp(to = DATABASE, props: Partial<PortForwardingDocumentProps> = {}, stack = newStack()) {
  return { stack, tunnel: new PortForwardingDocument(stack, 'Tunnel', { to, ...props }) };
}

const importedNode = (stack: Stack) => SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: INSTANCE });
const newPerson = (stack: Stack) => new iam.Role(stack, 'Person', { assumedBy: new iam.AccountPrincipal(ACCOUNT) });

describe('the document', () => {
  test('is for one port of one host, and all its values are text', () => {
    expect(documentOf(setUp().stack)).toEqual({
      schemaVersion: '1.0',
      description: 'Tunnel of Stack/Tunnel',
      sessionType: 'Port',
      parameters: {
        localPortNumber: {
          type: 'String',
          description: 'The port on your machine; 0 for any that is free',
          default: '0',
          allowedPattern: expect.any(String),
        },
      },
      properties: { host: 'database.example.com', portNumber: '5432', type: 'LocalPortForwarding', localPortNumber: '{{ localPortNumber }}' },
    });
  });

  test('of a port of the node has no host', () => {
    expect(documentOf(setUp(PortForwardingTarget.node(8080)).stack).properties).toEqual({
      portNumber: '8080', type: 'LocalPortForwarding', localPortNumber: '{{ localPortNumber }}',
    });
  });

  test('accepts tokens, and a port that is a token stays text', () => {
    const stack = newStack();
    const host = new CfnParameter(stack, 'Host', { default: 'db.internal' }).valueAsString;
    const port = new CfnParameter(stack, 'Port', { type: 'Number', default: 3306 }).valueAsNumber;
    setUp(PortForwardingTarget.host(host, port), {}, stack);

    expect(documentOf(stack).properties).toMatchObject({ host: 'db.internal', portNumber: '3306' });
    const [{ Content }] = propertiesOf(stack, DOCUMENT);
    expect(Content['Fn::Join'][1]).toEqual(expect.arrayContaining([{ Ref: 'Host' }, '","portNumber":"', { Ref: 'Port' }]));
  });

  test('changes by a new version, and nothing else is created', () => {
    const { stack } = setUp();

    expect(propertiesOf(stack, DOCUMENT)).toEqual([{ Content: expect.any(String), DocumentFormat: 'JSON', DocumentType: 'Session', UpdateMethod: 'NewVersion' }]);
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources)).toHaveLength(1);
  });

  test('may have a physical name', () => {
    expect(propertiesOf(setUp(DATABASE, { documentName: 'database-tunnel' }).stack, DOCUMENT)[0].Name).toBe('database-tunnel');
    expect(errorOf(() => setUp(DATABASE, { documentName: 'aws-tunnel' }))).toBe(
      'documentName must be 3-128 of the characters A-Z a-z 0-9 _ - . and not begin with aws, amazon or amzn, got \'aws-tunnel\'; use a name such as \'production-shell\' [Stack/Tunnel]');
  });

  test('raises a warning, because a tunnel is never logged', () => {
    expect(warnings(setUp().stack)).toEqual([
      'What goes through a tunnel is never logged by Session Manager, whatever the preferences say. CloudTrail records who opened it; let the other end log the rest. [ack: annotation::cdk-session-manager:PortForwardingDocument.neverLogged]',
    ]);
  });
});

describe('the pattern of the local port', () => {
  const pattern = new RegExp(documentOf(setUp().stack).parameters.localPortNumber.allowedPattern);

  test('accepts 0-65535, and no other number', () => {
    const wrong = Array.from({ length: 70001 }, (_, port) => port).filter(port => pattern.test(String(port)) !== port <= 65535);

    expect(wrong).toEqual([]);
  });

  test.each(['', ' ', '080', '00', '0080', '1;x', '1 ', ' 1', '1\n', '-1', '+1', '1.0', '1e3', '0x50', '1,2', 'x', '$(x)', '65536', '99999', '100000', '٣'])('refuses %j', value => {
    expect(pattern.test(value)).toBe(false);
  });

  test('means the same to the agent, which has no look-around and searches for the pattern anywhere', () => {
    expect(pattern.source).toMatch(/^\^\((?:[^?]*)\)\$$/);
  });
});

describe('to.port', () => {
  test.each([1, 22, 65535])('may be %d', port => {
    expect(documentOf(setUp(PortForwardingTarget.node(port)).stack).properties.portNumber).toBe(String(port));
  });

  test.each([0, -1, 65536, 1.5, NaN, Infinity])('cannot be %d', port => {
    const message = `to.port must be a whole number, 1-65535, got ${port}; set a port in that range [Stack/Tunnel]`;

    expect(errorOf(() => setUp(PortForwardingTarget.node(port)))).toBe(message);
    expect(errorOf(() => setUp(PortForwardingTarget.host('database.example.com', port)))).toBe(message);
  });
});

describe('to', () => {
  const tunnelTo = (host: string) => errorOf(() => setUp(PortForwardingTarget.host(host, 80)));

  test('cannot be a host that the agent refuses', () => {
    expect(tunnelTo('169.254.169.254')).toBe(
      'to must not be the instance metadata service, got \'169.254.169.254\': the agent refuses a tunnel to it; choose another host [Stack/Tunnel]');
  });

  test('cannot be something else than a host', () => {
    expect(tunnelTo('https://database.example.com')).toBe(
      'to must be a host name or an IP address, got \'https://database.example.com\'; write it without a scheme, a port or a path [Stack/Tunnel]');
    expect(tunnelTo('')).toBe('to must be a host name or an IP address, got \'\'; write it without a scheme, a port or a path [Stack/Tunnel]');
  });
});

describe('commandFor', () => {
  const START = `aws ssm start-session --target ${INSTANCE} --region us-east-1 --document-name`;
  const commandOf = (to = DATABASE, localPort?: number) => {
    const { stack, tunnel } = setUp(to, { documentName: 'database-tunnel' });
    return new Deployed(stack).value(tunnel.commandFor(importedNode(stack), localPort));
  };

  test('uses the same port on the person\'s machine', () => {
    expect(commandOf()).toBe(`${START} database-tunnel --parameters localPortNumber=5432`);
  });

  test('uses the local port that was passed', () => {
    expect(commandOf(DATABASE, 15432)).toBe(`${START} database-tunnel --parameters localPortNumber=15432`);
  });

  test('uses any free port if the remote port is a token', () => {
    const stack = newStack();
    const port = new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber;
    const { tunnel } = setUp(PortForwardingTarget.node(port), { documentName: 'database-tunnel' }, stack);

    expect(new Deployed(stack).value(tunnel.commandFor(importedNode(stack)))).toBe(`${START} database-tunnel`);
  });

  test('accepts a token as local port', () => {
    const stack = newStack();
    const port = new CfnParameter(stack, 'Port', { type: 'Number', default: 15432 }).valueAsNumber;
    const { tunnel } = setUp(DATABASE, { documentName: 'database-tunnel' }, stack);

    expect(new Deployed(stack).value(tunnel.commandFor(importedNode(stack), port))).toBe(`${START} database-tunnel --parameters localPortNumber=15432`);
  });

  test.each([0, -1, 65536, 1.5, NaN])('refuses the local port %d', localPort => {
    expect(errorOf(() => commandOf(DATABASE, localPort))).toBe(`localPort must be a whole number, 1-65535, got ${localPort}; set a port in that range [Stack/Tunnel]`);
  });
});

describe('grantStartSession', () => {
  const START = ['ssm:StartSession'];
  const OWN = ['ssm:ResumeSession', 'ssm:TerminateSession'];
  const OPEN = 'ssmmessages:OpenDataChannel';

  test('gives the person the node, the document and their own sessions', () => {
    const { stack, tunnel } = setUp(DATABASE, { documentName: 'database-tunnel' });
    const granted = tunnel.grantStartSession(newPerson(stack), importedNode(stack));
    const policies = new Deployed(stack).properties('AWS::IAM::Policy');

    expect(granted.success).toBe(true);
    expect(Object.values(policies).map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([[
      {
        Effect: 'Allow',
        Action: START[0],
        Resource: [`arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${INSTANCE}`, `arn:aws:ssm:us-east-1:${ACCOUNT}:document/database-tunnel`],
        Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
      },
      {
        Effect: 'Allow',
        Action: OWN,
        Resource: `arn:aws:ssm:us-east-1:${ACCOUNT}:session/*`,
        Condition: { StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' } },
      },
      { Effect: 'Allow', Action: OPEN, Resource: `arn:aws:ssm:us-east-1:${ACCOUNT}:session/*` },
    ]]);
  });

  test('gives neither side permissions for logs or a key, which a tunnel does not use', () => {
    const stack = newStack();
    const preferences = new SessionPreferences(stack, 'Preferences');
    const nodeRole = new iam.Role(stack, 'NodeRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: INSTANCE, role: nodeRole, sessionPreferences: preferences });
    const person = newPerson(stack);
    setUp(DATABASE, {}, stack).tunnel.grantStartSession(person, node);
    const policies = propertiesOf(stack, 'AWS::IAM::Policy');

    expect(policies.map(({ Roles }) => Roles)).toEqual([[ref(person)]]);
    expect(policies[0].PolicyDocument.Statement.flatMap(({ Action }: any) => Action)).toEqual([...START, ...OWN, OPEN]);
  });
});

describe('an address that AWS reserves in the node\'s VPC', () => {
  const RESERVED = ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.255.255'];
  const message = (host: string, range = '10.0.0.0/16') =>
    `to must not be an address that AWS reserves in the VPC of Stack/Node, got '${host}' in ${range}: the agent refuses a tunnel to it; choose another host [Stack/Tunnel]`;

  function through(vpcOf: (stack: Stack) => ec2.IVpc) {
    const stack = newStack();
    const node = new SsmManagedInstance(stack, 'Node', { vpc: vpcOf(stack), connectivity: SsmConnectivity.natGateway() });
    return (host: string) => {
      const { tunnel } = setUp(PortForwardingTarget.host(host, 80), {}, new Stack(stack, host.replace(/\W/g, '-')));
      return { tunnel, node, stack };
    };
  }
  const created = through(stack => newVpc(stack));
  const commandFails = ({ tunnel, node }: ReturnType<typeof created>) => errorOf(() => tunnel.commandFor(node))?.replace(/Stack\/[0-9-]+\/Tunnel/, 'Stack/Tunnel');
  const grantFails = ({ tunnel, node, stack }: ReturnType<typeof created>) =>
    errorOf(() => tunnel.grantStartSession(new iam.Role(stack, `Person${tunnel.node.addr}`, { assumedBy: new iam.AccountPrincipal(ACCOUNT) }), node))
      ?.replace(/Stack\/[0-9-]+\/Tunnel/, 'Stack/Tunnel');
  const statementsFail = ({ tunnel, node }: ReturnType<typeof created>) =>
    errorOf(() => tunnel.sessionStatements(node))?.replace(/Stack\/[0-9-]+\/Tunnel/, 'Stack/Tunnel');

  test.each(RESERVED)('%s is refused by the command, by the grant and by its statements', host => {
    const made = created(host);

    expect(commandFails(made)).toBe(message(host));
    expect(grantFails(made)).toBe(message(host));
    expect(statementsFail(made)).toBe(message(host));
  });

  test.each(['10.0.0.4', '10.0.0.255', '10.0.1.0', '10.0.255.254', '10.1.0.0', '9.255.255.255', '11.0.0.1', 'database.example.com', '2001:db8::1'])('%s is accepted', host => {
    const made = created(`${host}`);

    expect(commandFails(made)).toBeUndefined();
    expect(grantFails(made)).toBeUndefined();
  });

  test('is not checked if the VPC is not known', () => {
    const { stack, tunnel } = setUp(PortForwardingTarget.host('10.0.0.2', 53));
    const toToken = new PortForwardingDocument(stack, 'Token', { to: PortForwardingTarget.host(Token.asString({ Ref: 'AWS::StackName' }), 53) });
    const ours = created('10.9.9.9').node;

    expect(errorOf(() => tunnel.commandFor(importedNode(stack)))).toBeUndefined();
    expect(errorOf(() => toToken.commandFor(ours))).toBeUndefined();
    expect(errorOf(() => setUp(PortForwardingTarget.node(53)).tunnel.commandFor(ours))).toBeUndefined();
  });
});
