import { Absent, isKnown, Unknown } from '../../model/known';
import { PropertyLocation } from '../../model/location';
import { Environment } from '../../model/node';
import { Key } from '../../model/session/session-resources';
import { display, isLiteral } from '../../model/symbolic-text';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { KEY_CAPABILITIES } from '../support/keys/key-capabilities';
import { stateFindings } from '../support/keys/key-state';
import { isAlias } from '../support/keys/session-key';
import { samePart } from '../support/logging/same-part';
import { namedKey, documentOf, Named, unseenName } from '../support/logging/session-document';

export const sessionKeyRule: Rule = {
  ...catalogued('SSM-KEY-001'),
  why: 'The agent looks for the key in the region of the node. If it does not find it, the handshake fails after 15 seconds, and no session starts.',
  fix: 'give kmsKeyId the ARN of a key in the region of the node',
  contract: 3,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  reads: 'the key that the session document names: whether it is in the assembly, whether it is given by its ARN, its id or an alias, its region and account, and whether it is enabled and symmetric',
  cannotSee: 'a key that is not in the assembly, which is UNKNOWN unless its ARN names another region, whether Session Manager takes an alias, and a key that is disabled or deleted after the deployment',
  hop: 'SERVICE',
  *check(context) {
    const seen = documentOf(context);
    const unseen = seen && unseenName(seen.inputs.key);
    if (seen && unseen) {
      yield undecided(seen.location, 'which key encrypts sessions', unseen, KEY_CAPABILITIES, ['kms']);
      return;
    }
    const named = namedKey(context);
    if (named) {
      if (isKnown(named.found)) {
        yield* stateFindings(named.found, { capabilities: KEY_CAPABILITIES, services: ['kms'] }, FAILS);
      }
      yield* isAlias(named.name) ? [aliasFinding(named, context.node.environment)] : regionFindings(named, context.node.environment);
    }
  },
};

const FAILS = 'the handshake fails, and no session starts';

/** KMS itself takes an alias, which the agent passes on unchanged; whether Session Manager does, no document and no record says. */
function aliasFinding({ name, found, document, location }: Named<Key>, { partition, region, account }: Environment): Finding {
  const arn = isKnown(found) ? found.arn : `arn:${partition}:kms:${region}:${account}:key/...`;
  const what = `whether sessions take the key of the session document ${document.location.resource.name} by its alias '${display(name)}'`;
  const unknown = new Unknown('AWS asks for the ARN or the id of a key');
  return { ...undecided(location, what, unknown, KEY_CAPABILITIES, ['kms']), fix: `set kmsKeyId to ${display(arn)}` };
}

function* regionFindings({ name, found, document, location }: Named<Key>, environment: Environment): Generator<Finding> {
  const documentName = document.location.resource.name;
  if (found instanceof Absent) {
    yield blocked(location, `the session document ${documentName} names the key '${display(name)}', which does not exist: ${found.reason}`,
      `set kmsKeyId to a key in ${display(environment.region)}`);
    return;
  }
  const fromArn = /^arn:[^:]*:kms:([^:]*):/.exec(isLiteral(name) ? name : '')?.[1];
  const region = fromArn ?? (isKnown(found) ? found.region : environment.region);
  const isHere = samePart(region, environment.region);
  if (isHere !== true) {
    const keyName = isKnown(found) ? found.location.resource.name : `'${display(name)}'`;
    const inRegion = isKnown(region) ? `in ${display(region)}` : 'in a region that is not known';
    yield isKnown(isHere)
      ? blocked(location, `the key ${keyName} of the session document ${documentName} is ${inRegion}, the node in ${display(environment.region)}: ${FAILS}`,
        `set kmsKeyId to a key in ${display(environment.region)}`)
      : undecided(location, `whether the key ${keyName} of the session document ${documentName} is in the region of the node`, isHere, KEY_CAPABILITIES, ['kms']);
  } else if (!isKnown(found)) {
    yield undecided(location, `whether the key '${display(name)}' of the session document ${documentName} is there, and lets the node decrypt,`, found, KEY_CAPABILITIES, ['kms']);
  } else if (name === found.id && samePart(found.account, environment.account) === false) {
    yield blocked(location,
      `the key ${found.location.resource.name} is in the account ${display(found.account as string)}, and the session document ${documentName} gives it by its id, which is looked for in ${display(environment.account)}: ${FAILS}`,
      `set kmsKeyId to ${display(found.arn)}`);
  }
}

function blocked(location: PropertyLocation, message: string, fix: string): Finding {
  return { severity: 'BLOCKED', location, message, fix, capabilities: KEY_CAPABILITIES, services: ['kms'] };
}
