import { dirname } from 'node:path';
import { Fillers } from './fillers';
import { unseen } from './ids';
import { Indices, Once } from './indices';
import { TagReader } from './tag-reader';
import { flagOf, ifPresent, listOf, nested, objectOf, perhaps, requiredText, setting, locationOf, textOf } from './values';
import { DEFAULT_SESSION_DOCUMENT } from '../../../../agent/session-documents';
import { NODE_FACTS, NodeFacts } from '../../../../core/node-facts';
import { AttachedPolicy, PolicyDocument } from '../../../model/iam/policy';
import { parsePolicy } from '../../../model/iam/policy-parse';
import { isKnown, Known, Unknown } from '../../../model/known';
import { groupOf, SourceLocation } from '../../../model/location';
import { Setting } from '../../../model/network/network';
import { DocumentInUse, Environment } from '../../../model/node';
import { Bucket, Key, LogGroup, SessionDocument, SYMMETRIC_KEY } from '../../../model/session/session-resources';
import { display, gapIn, isLiteral } from '../../../model/symbolic-text';
import { Resolved, TemplateResource } from '../evaluate/template';
import { EnvironmentTemplateSet } from '../evaluate/template-set';

/** Session documents and what they name. */
export class LoggingReader {
  private readonly buckets = new Once<Bucket>();
  private readonly groups = new Once<LogGroup>();
  private readonly keys = new Once<Key>();
  private readonly policiesByBucket = new Once<Map<string, AttachedPolicy[]>>();
  private readonly documentsByEnvironment = new Once<SessionDocument[]>();
  private readonly everyDocument = new Once<SessionDocument[]>();
  private readonly indices: Indices;
  private readonly tags: TagReader;

  constructor(private readonly set: EnvironmentTemplateSet, private readonly fillers: Fillers) {
    this.indices = new Indices(set);
    this.tags = new TagReader(set);
  }

  bucket(name: string, environment?: Environment): Known<Bucket> {
    const resource = this.find(environment, name, 'AWS::S3::Bucket');
    if (!resource) { return unseen('bucket', display(name)); }
    return ifPresent(resource, this.buckets.get(resource.location.key, () => this.readBucket(resource)));
  }

  logGroup(name: string, environment?: Environment): Known<LogGroup> {
    const resource = this.find(environment, name, 'AWS::Logs::LogGroup');
    if (!resource) { return unseen('log group', display(name)); }
    return ifPresent(resource, this.groups.get(resource.location.key, () => {
      const { partition, region, account } = resource.environment;
      return {
        name: resource.ref,
        arn: `arn:${partition}:logs:${region}:${account}:log-group:${resource.ref}`,
        location: locationOf(resource),
        key: setting(resource, 'KmsKeyId', textOf(resource.properties.KmsKeyId)),
      };
    }));
  }

  key(id: string, environment?: Environment): Known<Key> {
    const resource = this.find(environment, id, 'AWS::KMS::Key', 'AWS::KMS::Alias');
    if (!resource) { return unseen('key', display(id)); }
    if (resource.type === 'AWS::KMS::Alias') {
      const target = requiredText(resource.properties.TargetKeyId, 'TargetKeyId');
      // Of a key, never of another alias.
      return isKnown(target) ? ifPresent(resource, this.set.find(target, 'AWS::KMS::Key') ? this.key(target) : unseen('key', display(target))) : target;
    }
    return ifPresent(resource, this.keys.get(resource.location.key, () => {
      const { partition, region, account } = resource.environment;
      return {
        id: resource.ref,
        arn: `arn:${partition}:kms:${region}:${account}:key/${resource.ref}`,
        location: locationOf(resource),
        region,
        account,
        enabled: setting(resource, 'Enabled', flagOf(resource.properties.Enabled, true)),
        spec: setting(resource, 'KeySpec', orDefault(textOf(resource.properties.KeySpec), SYMMETRIC_KEY)),
        policy: { value: this.keyPolicyOf(resource), location: locationOf(resource, 'KeyPolicy') },
      };
    }));
  }

  /** The policy of a key, and the grants that it may have beside. */
  private keyPolicyOf(key: TemplateResource): Known<PolicyDocument> {
    const policy = parsePolicy(key.properties.KeyPolicy);
    const hidden = this.fillers.policiesOf(key).flatMap(({ document }) => isKnown(document) ? document.statements : []);
    return isKnown(policy) && hidden.length > 0 ? { statements: [...policy.statements, ...hidden] } : policy;
  }

  private find(environment: Environment | undefined, id: string, ...types: string[]): TemplateResource | undefined {
    return environment ? this.set.findIn(environment, id, ...types) : this.set.find(id, ...types);
  }

  /** What sessions with a node use: what it says itself, else the account's default, else the only one there is. */
  documentOf(node: TemplateResource): Known<DocumentInUse | undefined> {
    const facts = node.metadata[NODE_FACTS];
    const named = nested(facts, 'sessionDocument' satisfies keyof NodeFacts);
    if (named !== undefined) {
      const name = requiredText(named, 'the session document of the node');
      const own = isKnown(name) ? this.documentNamed(name, node) : name;
      if (own === undefined || !isKnown(own)) {
        return own ?? unseen('session document', display(String(named)));
      }
      return { document: own, because: 'the node is made for it' };
    }
    const documents = this.documents(node.environment).filter(({ location }) => isOneDeployment(node, location.resource));
    const accountDefault = documents.find(({ name }) => name === DEFAULT_SESSION_DOCUMENT);
    if (accountDefault) {
      return { document: accountDefault, because: 'it is the default of the account and region' };
    }
    if (documents.length > 1) {
      return new Unknown(`the assembly has ${documents.length} session documents, and nothing says which one sessions with this node use`);
    }
    return documents[0] && { document: documents[0], because: 'it is the only session document of the account and region in the assembly' };
  }

  /** Those of any type, tunnels and commands as well. */
  sessionDocuments(environment: Environment): readonly SessionDocument[] {
    return this.everyDocument.get(`${environment.account}|${environment.region}`, () => [
      ...this.set.ofType('AWS::SSM::Document').filter(resource => sameEnvironment(resource, environment) && mayBeSessionDocument(resource)),
      ...this.set.ofType('Custom::AccountSessionPreferences').filter(resource => sameEnvironment(resource, environment)),
    ].map(resource => this.document(resource)));
  }

  private documentNamed(name: string, node: TemplateResource): Known<SessionDocument> | undefined {
    const named = this.documents(node.environment).filter(document => document.name === name && isOneStage(node, document.location.resource));
    const ofStack = named.filter(({ location }) => isOneDeployment(node, location.resource));
    const [document, another] = ofStack.length === 1 ? ofStack : named;
    return another ? new Unknown(`the assembly has ${named.length} session documents ${display(name)}, and nothing says which one is deployed with this node`) : document;
  }

  private documents(environment: Environment): SessionDocument[] {
    return this.documentsByEnvironment.get(`${environment.account}|${environment.region}`, () => [
      ...this.set.ofType('AWS::SSM::Document').filter(resource => sameEnvironment(resource, environment) && isShellDocument(resource)),
      ...this.set.ofType('Custom::AccountSessionPreferences').filter(resource => sameEnvironment(resource, environment)),
    ].map(resource => this.document(resource)));
  }

  private document(resource: TemplateResource): SessionDocument {
    return readDocument(resource, this.tags);
  }

  private readBucket(resource: TemplateResource): Bucket {
    const rules = listOf(nested(resource.properties.BucketEncryption, 'ServerSideEncryptionConfiguration'));
    const first = isKnown(rules) ? nested(rules[0], 'ServerSideEncryptionByDefault') : rules;
    const location = locationOf(resource, 'BucketEncryption');
    const policies = [...this.bucketPolicies().get(resource.ref) ?? [], ...this.doubtfulPolicies(resource)];
    return {
      name: resource.ref,
      location: locationOf(resource),
      region: resource.environment.region,
      account: resource.environment.account,
      encryption: { value: orDefault(textOf(nested(first, 'SSEAlgorithm')), 'AES256'), location },
      key: { value: textOf(nested(first, 'KMSMasterKeyID')), location },
      policies: policies.length > 0 ? policies : this.fillers.policiesOf(resource),
    };
  }

  private bucketPolicies(): Map<string, AttachedPolicy[]> {
    return this.policiesByBucket.get('', () => {
      const byBucket = new Map<string, AttachedPolicy[]>();
      for (const resource of this.set.ofType('AWS::S3::BucketPolicy')) {
        const name = requiredText(resource.properties.Bucket, 'Bucket');
        if (isKnown(name)) {
          const document = ifPresent(resource, parsePolicy(resource.properties.PolicyDocument));
          byBucket.set(name, [...byBucket.get(name) ?? [], { name: resource.location.name, location: locationOf(resource, 'PolicyDocument'), document }]);
        }
      }
      return byBucket;
    });
  }

  /** Policies of which nobody knows the bucket. */
  private doubtfulPolicies(bucket: TemplateResource): AttachedPolicy[] {
    return this.indices.doubtful('AWS::S3::BucketPolicy', 'Bucket', bucket.environment).map(({ resource, why }) => ({
      name: resource.location.name, location: locationOf(resource, 'PolicyDocument'), document: perhaps(parsePolicy(resource.properties.PolicyDocument), why),
    }));
  }
}

function sameEnvironment(resource: TemplateResource, { account, region }: Environment): boolean {
  return resource.environment.account === account && resource.environment.region === region;
}

/** Stacks that run in any account and region may each run in another one, unless one is nested in the other. */
function isOneDeployment({ environment, location: { source } }: TemplateResource, document: SourceLocation): boolean {
  const [own, other] = [source.stack, groupOf(document)];
  return isSomewhere(environment) || own === other || own.startsWith(`${other}/`) || other.startsWith(`${own}/`);
}

/** Stages of an app that run in any account and region use the same names, each in its own. The CDK gives each a directory. */
function isOneStage({ environment, location: { source } }: TemplateResource, { source: other }: SourceLocation): boolean {
  return isSomewhere(environment) || (other.origin === 'template' && dirname(source.templatePath) === dirname(other.templatePath));
}

function isSomewhere({ account, region }: Environment): boolean {
  return isLiteral(account) && isLiteral(region);
}

function mayBeSessionDocument(resource: TemplateResource): boolean {
  const type = textOf(resource.properties.DocumentType);
  return !isKnown(type) || type === 'Session';
}

/** A session document of another type is for one purpose, and not for shells. */
function isShellDocument(resource: TemplateResource): boolean {
  const type = textOf(resource.properties.DocumentType);
  if (!isKnown(type)) { return true; }
  if (type !== 'Session') { return false; }
  const { sessionType } = readDocument(resource);
  return sessionType.value instanceof Unknown || !['Port', 'InteractiveCommands', 'NonInteractiveCommands'].includes(sessionType.value);
}

function readDocument(resource: TemplateResource, tags?: TagReader): SessionDocument {
  const content = ifPresent(resource, contentOf(resource));
  const value = (key: string): Setting<string> => {
    const entry = isKnown(content) ? content[key] : content;
    // A number where the agent expects a text is no unknown, but a document that it refuses.
    return { value: entry instanceof Unknown ? entry : typeof entry === 'object' ? JSON.stringify(entry) : String(entry ?? ''), location: locationOf(resource, 'Content') };
  };
  const inputs = isKnown(content) ? objectOf(content.inputs) : content;
  return {
    name: resource.type === 'AWS::SSM::Document' ? resource.ref : DEFAULT_SESSION_DOCUMENT,
    location: locationOf(resource),
    schemaVersion: value('schemaVersion'),
    sessionType: value('sessionType'),
    inputs: { value: inputs, location: locationOf(resource, 'Content') },
    tunnelTo: tunnelOf(content),
    get tags() { return resource.type === 'AWS::SSM::Document' ? tags?.ofResource(resource) : undefined; },
  };
}

function tunnelOf(content: Known<{ readonly [key: string]: Resolved }>): Known<string>[] {
  if (!isKnown(content)) { return [content]; }
  return ['portNumber', 'host'].map(name => textOf(nested(content.properties, name))).filter(text => text !== undefined) as Known<string>[];
}

/** The content, which may be a text: then its gaps are somewhere inside. */
function contentOf(resource: TemplateResource): Known<{ readonly [key: string]: Resolved }> {
  const content = resource.properties.Content;
  if (typeof content !== 'string') { return objectOf(content); }
  try {
    return objectOf(JSON.parse(content) as Resolved);
  } catch {
    return gapIn(content) ?? new Unknown('Content is a string that is not JSON');
  }
}

function orDefault(value: Known<string | undefined>, otherwise: string): Known<string> {
  return value ?? otherwise;
}
