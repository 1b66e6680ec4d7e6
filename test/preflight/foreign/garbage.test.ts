import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import { changed, damaged, garbage, hollowTemplate, isObject, Json, JsonPath, placesBelow, readTemplate, templateLike, wrongIntrinsic } from './mutations';
import { Preflight } from '../../../lib';
import { PreflightNode } from '../../../lib/preflight/preflight-node';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { UnreadableInput } from '../../../lib/preflight/readers/cloudformation/evaluate/template';

const TEMPLATES = join(__dirname, 'templates');
const FILES = readdirSync(TEMPLATES, { withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => name).sort();
const SEED = 20231117;
/** 1,000 in total. */
const RUNS = { noise: 150, templateLike: 100, hollow: 150, damage: 200, distortion: 100, assemblies: 100, spoiled: 200 };

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'preflight-garbage-')); });
afterAll(() => rmSync(folder, { recursive: true }));

test('there are a thousand generated inputs', () => {
  expect(Object.values(RUNS).reduce((sum, runs) => sum + runs)).toBe(1000);
});

describe('an input that is no template is refused or empty, and no node connects', () => {
  test('noise: bytes, texts, JSON of any shape', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map(array => Buffer.from(array)),
      fc.string({ unit: 'binary', maxLength: 400 }).map(text => Buffer.from(text)),
      fc.json({ maxDepth: 6 }).map(text => Buffer.from(text)),
      fc.stringMatching(/^([A-Za-z:&*!|>{}\[\]'"#%@,-]{1,6}[ \n]{1,3}){1,30}$/).map(text => Buffer.from(text)),
    );
    check(RUNS.noise, fc.tuple(noise, fc.constantFrom('json', 'yaml', 'yml', 'template')), ([bytes, extension]) => {
      expect(connected(read(bytes, extension))).toEqual([]);
    });
  });

  test('JSON with the keys of templates', () => {
    check(RUNS.templateLike, templateLike(), json => expect(connected(readJson(json))).toEqual([]));
  });

  test('resources of the right types with wrong properties', () => {
    check(RUNS.hollow, hollowTemplate(), json => expect(connected(readJson(json))).toEqual([]));
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['a single NUL', '\0'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"Resources"'],
    ['a number too large', '1e999'],
    ['an object without resources', '{"AWSTemplateFormatVersion":"2010-09-09"}'],
    ['resources that are a list', '{"Resources":[{"Type":"AWS::EC2::Instance"}]}'],
    ['resources that are null', '{"Resources":null}'],
    ['a resource that is null', '{"Resources":{"A":null,"B":{"Type":"AWS::EC2::Instance","Properties":null}}}'],
    ['a resource without a type', '{"Resources":{"A":{"Properties":{}}}}'],
    ['a type that is a list', '{"Resources":{"A":{"Type":["AWS::EC2::Instance"]}}}'],
    ['keys of the prototype', '{"Resources":{"__proto__":{"Type":"AWS::EC2::Instance"},"constructor":{"Type":"AWS::EC2::Instance","Properties":{"SubnetId":{"Ref":"toString"}}}}}'],
    ['JSON that ends too soon', '{"Resources":{"A":{"Type":"AWS::EC2::Instance"'],
    ['YAML that ends in a quote', 'Resources:\n  A:\n    Type: "AWS::EC2::Inst'],
    ['YAML indented by tabs', 'Resources:\n\tA:\n\t\tType: AWS::EC2::Instance\n'],
    ['two YAML documents', 'Resources:\n  A: { Type: AWS::EC2::Instance }\n---\nResources:\n  B: { Type: AWS::EC2::Instance }\n'],
    ['a key twice', 'Resources:\n  A: { Type: AWS::EC2::Instance }\n  A: { Type: AWS::EC2::VPC }\n'],
    ['an alias without an anchor', 'Resources: *nowhere\n'],
    ['an anchor that holds itself', 'Resources: &a\n  A: *a\n'],
    ['tags that nobody knows', 'Resources: !Unheard\n  A: !<tag:example.com,2000:x> { Type: !!binary AWS }\n'],
    ['a tag on the whole', '!Ref Resources\n'],
    ['a reference to itself', '{"Resources":{"A":{"Type":"AWS::EC2::Instance","DependsOn":"A","Properties":{"SubnetId":{"Ref":"A"},"ImageId":{"Fn::GetAtt":["A","ImageId"]}}}}}'],
    ['conditions in a circle', '{"Conditions":{"C":{"Condition":"D"},"D":{"Fn::Not":[{"Condition":"C"}]}},"Resources":{"A":{"Type":"AWS::EC2::Instance","Condition":"C"}}}'],
    ['a condition that is not there', '{"Resources":{"A":{"Type":"AWS::EC2::Instance","Condition":"Nowhere","Properties":{"SubnetId":{"Fn::If":["Nowhere",1,2]}}}}}'],
    ['groups that need each other', '{"Resources":{"A":{"Type":"AWS::EC2::SecurityGroup","Properties":{"VpcId":{"Ref":"B"}}},"B":{"Type":"AWS::EC2::VPC","DependsOn":["A"],"Properties":{"CidrBlock":{"Fn::GetAtt":["A","VpcId"]}}},"N":{"Type":"AWS::EC2::Instance","Properties":{"SecurityGroupIds":[{"Ref":"A"}]}}}}'],
    ['a nested stack that is itself', '{"Resources":{"A":{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"./input.json"}},"N":{"Type":"AWS::EC2::Instance","Properties":{"SubnetId":{"Fn::GetAtt":["A","Outputs.Subnet"]}}}},"Outputs":{"Subnet":{"Value":{"Fn::GetAtt":["A","Outputs.Subnet"]}}}}'],
    ['a million subnets', '{"Resources":{"N":{"Type":"AWS::EC2::Instance","Properties":{"SubnetId":{"Fn::Select":[0,{"Fn::Cidr":["0.0.0.0/0",1000000000,1]}]}}}}}'],
    ['NAT instances in a circle', natCircle()],
  ])('%s', (_, text) => {
    expect(connected(read(Buffer.from(text), text.startsWith('{') || text.startsWith('[') ? 'json' : 'yaml'))).toEqual([]);
  });

  test.each([1_000, 100_000])('%i levels of brackets', depth => {
    for (const extension of ['json', 'yaml']) {
      expect(connected(read(Buffer.from(`{"Resources":${'['.repeat(depth)}${']'.repeat(depth)}}`), extension))).toEqual([]);
    }
  });

  test('anchors that double thirty times over', () => {
    const doubling = Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1}, *a${i - 1}`}]`);
    expect(connected(read(Buffer.from(`${doubling.join('\n')}\nResources:\n  N: { Type: AWS::EC2::Instance, Properties: { SubnetId: *a29 } }\n`), 'yaml'))).toEqual([]);
  });

  test('a file that does not exist, and a directory that is no assembly', () => {
    expect(() => Preflight.ofFile(join(folder, 'nowhere.json'))).toThrow(UnreadableInput);
    expect(() => Preflight.ofFile(mkdtempSync(join(folder, 'empty-')))).toThrow(UnreadableInput);
  });
});

describe('damage to templates never crashes', () => {
  test('bytes that are deleted, doubled or overwritten', () => {
    const texts = FILES.map(file => ({ file, text: readFileSync(join(TEMPLATES, file), 'utf8') }));
    const damage = fc.constantFrom(...texts).chain(({ file, text }) => damaged(text).map(bytes => ({ file, bytes })));
    check(RUNS.damage, damage, ({ file, bytes }) => { read(bytes, extensionOf(file)); });
  });

  test('JSON that is cut off is always refused', () => {
    const [file] = FILES.filter(name => name.endsWith('.json'));
    const text = readFileSync(join(TEMPLATES, file), 'utf8').trimEnd();
    for (let end = 1; end < text.length; end += Math.ceil(text.length / 25)) {
      expect(read(Buffer.from(text.slice(0, end)), 'json')).toBeUndefined();
    }
  });

  test('values of another kind, missing keys, circular references', () => {
    const templates = FILES.map(file => readTemplate(join(TEMPLATES, file)));
    const distortion = fc.constantFrom(...templates).chain(template => {
      const places = placesBelow(template);
      const reference = fc.constantFrom(...Object.keys(template.Resources ?? {})).map((id): Json => ({ Ref: id }));
      const value = fc.oneof(garbage(), wrongIntrinsic(), fc.constant(undefined), reference);
      return fc.array(fc.tuple(fc.constantFrom(...places), value), { minLength: 1, maxLength: 4 })
        .map(changes => changes.reduce<Json>((json, [place, replacement]) => changed(json, place, replacement), template));
    });
    check(RUNS.distortion, distortion, json => { readJson(json); });
  });
});

describe('broken assemblies', () => {
  const artifact = fc.record({
    type: fc.constantFrom<Json>(
      'aws:cloudformation:stack', 'cdk:cloud-assembly', 'cdk:asset-manifest', 'cdk:tree', 'no:such:type', 5, null, ['aws:cloudformation:stack'],
    ),
    environment: fc.constantFrom<Json>('aws://unknown-account/unknown-region', 'aws://123456789012/eu-west-1', 'nonsense', '', 7, null),
    properties: fc.oneof(
      fc.constantFrom<Json>('missing.template.json', 'broken.template.json', 'manifest.json', '../../../../etc/hostname', '.', '', 5).map(templateFile => ({ templateFile })),
      fc.constantFrom<Json>('missing', '.', '..', 3).map(directoryName => ({ directoryName })),
      fc.constantFrom<Json>(null, [], 'x', {}),
      templateLike(),
    ),
    dependencies: fc.constantFrom<Json>(null, 'Stack', ['Stack'], ['nowhere'], [5], {}),
    metadata: fc.constantFrom<Json>(null, {}, [], { '/Stack': null }, { '/Stack': [{ type: 'aws:cdk:logicalId' }] }, { '/Stack': 'x' }, { '/Stack': [null, 4] }),
  }, { requiredKeys: ['type'] });
  const manifest = fc.oneof(
    fc.record({
      version: fc.constantFrom<Json>('36.0.0', '48.0.0', '999.0.0', '0.0.1', 'x', '', 48, null),
      artifacts: fc.oneof(fc.dictionary(fc.constantFrom('Stack', 'Other', 'Tree', '__proto__'), artifact, { maxKeys: 4 }), garbage()),
    }, { requiredKeys: [] }),
    fc.jsonValue(),
    garbage(),
  );

  test('manifests with missing files, wrong versions and artifacts of another kind', () => {
    check(RUNS.assemblies, fc.tuple(manifest, fc.boolean()), ([json, cut]) => {
      const assembly = mkdtempSync(join(folder, 'assembly-'));
      const text = JSON.stringify(json);
      writeFileSync(join(assembly, 'manifest.json'), cut ? text.slice(0, -1) : text);
      writeFileSync(join(assembly, 'broken.template.json'), '{"Resources":{"N":{"Type":"AWS::EC2::Instance"');
      expect(connected(attempt(assembly))).toEqual([]);
    });
  });

  test('a manifest that is a folder', () => {
    const assembly = mkdtempSync(join(folder, 'assembly-'));
    mkdirSync(join(assembly, 'manifest.json'));
    expect(() => Preflight.ofFile(assembly)).toThrow(UnreadableInput);
  });
});

/** A template that works, reduced to what one node needs. */
interface Working {
  readonly file: string;
  readonly region?: string;
  /** The resource that the node does not need. */
  readonly optional?: string;
  /** By logical id: properties that no precondition depends on, by the first keys of their paths. */
  readonly resources: { readonly [logicalId: string]: readonly string[] };
}

/** In all resources: texts for people, names, and what matters to CloudFormation only. */
const IRRELEVANT_EVERYWHERE = ['Tags', 'Description', 'description', 'GroupDescription', 'Path', 'Version', 'Sid', 'Domain', 'PolicyName', 'DocumentFormat'];
/** The addresses of subnets matter only if an ACL, a group or a prefix list names them. Zones matter only if an endpoint has two subnets in one zone. */
const PLACE = ['CidrBlock', 'AvailabilityZone'];

/** CloudFormation refuses to associate a table of another VPC. The associations decide which table a subnet uses. */
const TABLE = ['VpcId'];

const WORKING: Working[] = [
  {
    file: 'public-instance.yaml',
    resources: {
      MyVPC: ['CidrBlock', 'EnableDnsHostnames'],
      IGW: [],
      AttachIGW: [],
      SubnetA: PLACE,
      RouteTable: TABLE,
      DefaultRoute: [],
      RouteTableA: [],
      BastionSG: [],
      BastionRole: [],
      BastionProfile: [],
      Bastion: [],
    },
  },
  {
    file: 'nat-gateways.yaml',
    resources: {
      Vpc: ['CidrBlock', 'EnableDnsHostnames'],
      Gateway: [],
      GatewayAttachment: [],
      PublicSubnet: [...PLACE, 'MapPublicIpOnLaunch'],
      PublicTable: TABLE,
      PublicRoute: [],
      PublicSubnetTable: [],
      NodeGroup: [],
      NatAddress: [],
      Nat: [],
      PrivateSubnet: PLACE,
      PrivateTable: TABLE,
      PrivateRoute: [],
      PrivateSubnetTable: [],
      NodeRole: [],
      NodeProfile: [],
      Node: [],
    },
  },
  {
    file: 'private-link.json',
    resources: {
      VPC: ['CidrBlock'],
      SubnetA: PLACE,
      SubnetB: PLACE,
      InstanceSG: [],
      EndpointSG: [],
      SSMEndpoint: [],
      SSMMessagesEndpoint: [],
      InstanceRole: [],
      InstanceProfile: [],
      InstanceA: [],
    },
  },
  {
    file: 'session-isolated-kms.yaml',
    region: 'eu-west-1',
    // Without preferences no session uses a key.
    optional: 'Preferences',
    resources: {
      Vpc: ['CidrBlock'],
      Subnet: PLACE,
      NodeGroup: [],
      EndpointGroup: [],
      SsmEndpoint: [],
      MessagesEndpoint: [],
      KmsEndpoint: [],
      SessionKey: [],
      // With another name it is still the only document. With another type it does not count for shells.
      Preferences: ['Name', 'DocumentType'],
      NodeRole: [],
      NodeProfile: [],
      Node: [],
    },
  },
];

describe('a working template with one spoiled value', () => {
  test.each(WORKING)('$file connects as it is', working => {
    const nodes = judge(workingTemplate(working), working.region);
    expect(nodes?.map(({ verdict }) => verdict)).toEqual([PreflightVerdict.CONNECTS]);
  });

  test('does not connect, unless nothing depends on the value', () => {
    const templates = new Map(WORKING.map(working => [working, workingTemplate(working)]));
    const spoiled = fc.constantFrom(...WORKING).chain(working => {
      const places = relevantPlaces(templates.get(working)!, working);
      return fc.record({ file: fc.constant(working.file), place: fc.constantFrom(...places), value: garbage() });
    });
    check(RUNS.spoiled, spoiled, ({ file, place, value }) => {
      const working = WORKING.find(candidate => candidate.file === file)!;
      expect(connected(judge(changed(templates.get(working)!, place, value), working.region))).toEqual([]);
    });
  });

  test.each(WORKING)('$file does not connect without any one of its resources', working => {
    const template = workingTemplate(working);
    const needed = Object.keys(working.resources).filter(id => id !== working.optional);
    const stillConnects = needed.filter(id => connected(judge(changed(template, ['Resources', id], undefined), working.region)).length > 0);
    expect(stillConnects).toEqual([]);
  });

  test.each(WORKING)('$file still connects if a text for people is spoiled', working => {
    const template = workingTemplate(working);
    const places = placesBelow(template.Resources, ['Resources']).filter(place => ['Tags', 'Description', 'GroupDescription', 'Sid'].includes(String(place.at(-1))));
    for (const place of places) {
      const nodes = judge(changed(template, place, 'anything else'), working.region);
      expect(nodes?.map(({ verdict }) => [place.join('/'), verdict])).toEqual([[place.join('/'), PreflightVerdict.CONNECTS]]);
    }
  });
});

function workingTemplate({ file, resources }: Working): { [key: string]: Json } {
  const { Parameters, Resources } = readTemplate(join(TEMPLATES, file));
  const kept = Object.entries(isObject(Resources) ? Resources : {}).filter(([id]) => id in resources)
    // Dependencies between resources raise warnings only, and would name some that are deleted.
    .map(([id, resource]) => [id, changed(resource, ['DependsOn'], undefined)]);
  return { ...(Parameters !== undefined && { Parameters }), Resources: Object.fromEntries(kept) };
}

/** The places of the property values that the node depends on. */
function relevantPlaces(template: Json, { resources }: Working): JsonPath[] {
  return placesBelow(template).filter(([section, id, properties, ...path]) => section === 'Resources' && properties === 'Properties' && path.length > 0
    && !path.some(key => IRRELEVANT_EVERYWHERE.includes(String(key)))
    // The agent ignores keys that it does not know, so nothing is asked for.
    && path.at(-1) !== 'inputs'
    && !resources[String(id)].includes(String(path[0])));
}

/** Instances whose default route is each other. */
function natCircle(): string {
  const half = (own: string, other: string) => `
  Subnet${own}: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.${own}.0/24 } }
  Table${own}: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref V } }
  On${own}: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Subnet${own}, RouteTableId: !Ref Table${own} } }
  Route${own}: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref Table${own}, DestinationCidrBlock: 0.0.0.0/0, InstanceId: !Ref Nat${other} } }
  Nat${own}: { Type: AWS::EC2::Instance, Properties: { ImageId: ami-0abc, SubnetId: !Ref Subnet${own}, SourceDestCheck: false } }`;
  return `Resources:\n  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }${half('1', '2')}${half('2', '1')}\n`;
}

function check<T>(numRuns: number, inputs: fc.Arbitrary<T>, verify: (input: T) => void): void {
  fc.assert(fc.property(inputs, verify), { seed: SEED, numRuns });
}

function connected(nodes: PreflightNode[] | undefined): string[] {
  return (nodes ?? []).filter(({ verdict }) => verdict === PreflightVerdict.CONNECTS).map(({ logicalId }) => logicalId);
}

function judge(json: Json, region?: string): PreflightNode[] | undefined {
  return read(Buffer.from(JSON.stringify(json)), 'json', region);
}

function readJson(json: Json): PreflightNode[] | undefined {
  return judge(json, 'us-east-1');
}

function read(bytes: Buffer, extension: string, region?: string): PreflightNode[] | undefined {
  const file = join(folder, `input.${extension}`);
  writeFileSync(file, bytes);
  return attempt(file, region);
}

/** Undefined if the input cannot be read. Any other exception is a defect of preflight. */
function attempt(path: string, region?: string): PreflightNode[] | undefined {
  try {
    return Preflight.ofFile(path, { region }).nodes;
  } catch (error) {
    if (error instanceof UnreadableInput) {
      return undefined;
    }
    throw error;
  }
}

function extensionOf(file: string): string {
  return file.slice(file.lastIndexOf('.') + 1);
}
