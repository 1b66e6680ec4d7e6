import { KEY_CAPABILITIES } from './key-capabilities';
import { isKnown } from '../../model/known';
import { Key } from '../../model/logging';
import { Environment } from '../../model/node';
import { Spot } from '../../model/place';
import { display, isLiteral } from '../../model/text';
import { askedKey, documentOf, Named, unseenName } from '../logging/document';
import { samePart } from '../logging/same-part';
import { Problem, Rule, undecided } from '../rule';
import { stateProblems } from './key-state';
import { isAlias } from './session-key';

/** SSM-KEY-001. */
export const sessionKey: Rule = {
  id: 'SSM-KEY-001',
  title: 'The key of sessions is there, in the region of the node, and given by its ARN or id',
  why: 'The node asks for the key in its own region; where it does not find it the handshake fails after 15 seconds, and no session starts.',
  fix: 'give kmsKeyId the ARN of a key in the region of the node',
  contract: 3,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  hop: 'SERVICE',
  *check(site) {
    const seen = documentOf(site);
    const unseen = seen && unseenName(seen.asked.key);
    if (seen && unseen) {
      yield undecided(seen.spot, 'which key encrypts sessions', unseen, KEY_CAPABILITIES, ['kms']);
      return;
    }
    const named = askedKey(site);
    if (named) {
      if (isKnown(named.found)) {
        yield* stateProblems(named.found, { capabilities: KEY_CAPABILITIES, services: ['kms'] }, FAILS);
      }
      yield* isAlias(named.name) ? [aliasProblem(named, site.node.environment)] : placeProblems(named, site.node.environment);
    }
  },
};

const FAILS = 'the handshake fails, and no session starts';

function aliasProblem({ name, found, document, spot }: Named<Key>, { partition, region, account }: Environment): Problem {
  const arn = isKnown(found) ? found.arn : `arn:${partition}:kms:${region}:${account}:key/...`;
  return blocked(spot, `kmsKeyId of the session document ${document.spot.place.logicalId} is the alias '${display(name)}', and sessions take a key by its ARN or id only: ${FAILS}`,
    `set kmsKeyId to ${display(arn)}`);
}

function* placeProblems({ name, found, document, spot }: Named<Key>, environment: Environment): Generator<Problem> {
  const documentName = document.spot.place.logicalId;
  const fromArn = /^arn:[^:]*:kms:([^:]*):/.exec(isLiteral(name) ? name : '')?.[1];
  const region = fromArn ?? (isKnown(found) ? found.region : environment.region);
  const isHere = samePart(region, environment.region);
  if (isHere !== true) {
    const keyName = isKnown(found) ? found.spot.place.logicalId : `'${display(name)}'`;
    const inRegion = isKnown(region) ? `in ${display(region)}` : 'in a region that is not known';
    yield isKnown(isHere)
      ? blocked(spot, `the key ${keyName} of the session document ${documentName} is ${inRegion}, the node in ${display(environment.region)}: ${FAILS}`,
        `set kmsKeyId to a key in ${display(environment.region)}`)
      : undecided(spot, `whether the key ${keyName} of the session document ${documentName} is in the region of the node`, isHere, KEY_CAPABILITIES, ['kms']);
  } else if (!isKnown(found)) {
    yield undecided(spot, `whether the key '${display(name)}' of the session document ${documentName} is there, and lets the node decrypt,`, found, KEY_CAPABILITIES, ['kms']);
  } else if (name === found.id && samePart(found.account, environment.account) === false) {
    yield blocked(spot,
      `the key ${found.spot.place.logicalId} is in the account ${display(found.account as string)}, and the session document ${documentName} gives it by its id, which is looked for in ${display(environment.account)}: ${FAILS}`,
      `set kmsKeyId to ${display(found.arn)}`);
  }
}

function blocked(spot: Spot, message: string, fix: string): Problem {
  return { severity: 'BLOCKED', spot, message, fix, capabilities: KEY_CAPABILITIES, services: ['kms'] };
}
