import { isOlder, lastingImages } from './agent-version';
import { Capability } from '../../model/capability';
import { isKnown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/needs';
import { Image } from '../../model/node';
import { Spot } from '../../model/place';
import { display } from '../../model/text';
import { listed } from '../identity/names';
import { takesOver } from '../identity/permissions';
import { Problem, Rule } from '../rule';
import { Site } from '../site';

/** Something that the agent can do since a version. */
interface Feature {
  readonly name: string;
  readonly since: string;
  readonly capabilities: readonly Capability[];
  /** Whether only some uses of the capabilities take it. */
  readonly partly?: boolean;
  isUsed(site: Site): boolean;
}

const always = () => true;

/** docs/agent-contract.md, section 8. */
const FEATURES: readonly Feature[] = [
  { name: 'Session Manager', since: '2.3.68', capabilities: ['SHELL'], isUsed: always },
  { name: 'port forwarding', since: '2.3.672', capabilities: ['PORT_FORWARDING'], isUsed: always },
  { name: 'port forwarding to a remote host', since: '3.1.1188', capabilities: ['PORT_FORWARDING'], partly: true, isUsed: always },
  { name: 'encryption of sessions', since: '2.3.539', capabilities: ['KMS_ENCRYPTION'], isUsed: site => isAsked(site, 'key') },
  { name: 'streaming to CloudWatch Logs', since: '3.0.356', capabilities: ['TRANSCRIPT_CLOUDWATCH'], isUsed: site => isAsked(site, 'logGroup') && isAsked(site, 'streaming') },
  { name: 'Default Host Management', since: '3.2.582', capabilities: SESSION_CAPABILITIES, isUsed: site => takesOver(site) === true },
];

/** SSM-AGT-005. */
export const agentVersion: Rule = {
  id: 'SSM-AGT-005',
  title: 'The agent is new enough for what is asked of it',
  why: 'An agent that does not know a feature ends the session or leaves it out without a word. Preflight takes an agent of unknown age to be current.',
  fix: 'use a newer image, or install the newest agent in the user data',
  contract: 8,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-automatic-updates.html',
  hop: 'AGENT',
  *check(site) {
    const lasting = lastingImages(site);
    for (const { value: image, spot } of site.node.images) {
      if (isKnown(image) && image.agentVersion !== undefined && lasting.includes(image)) {
        yield* problemsWith(site, image, image.agentVersion, image.agentVersionSpot ?? spot);
      }
    }
  },
};

function* problemsWith(site: Site, image: Image, version: string, spot: Spot): Generator<Problem> {
  const missing = FEATURES.filter(feature => isOlder(version, feature.since) && feature.isUsed(site));
  const wholly = missing.filter(feature => !feature.partly);
  const capabilities = [...new Set(wholly.flatMap(feature => feature.capabilities))];
  const partly = missing.filter(feature => feature.partly && !feature.capabilities.some(each => capabilities.includes(each)));
  for (const features of [wholly, partly]) {
    if (features.length > 0) {
      yield {
        severity: features === wholly ? 'BLOCKED' : 'WARNING',
        spot,
        message: `the image ${display(image.name)} has agent ${version}, and ${listed(features.map(({ name, since }) => `${name} needs ${since}`))}`,
        capabilities: [...new Set(features.flatMap(feature => feature.capabilities))],
      };
    }
  }
}

function isAsked({ asked }: Site, what: 'key' | 'logGroup' | 'streaming'): boolean {
  const value = isKnown(asked) && asked ? asked[what] : undefined;
  return value !== undefined && isKnown(value) && value !== false;
}
