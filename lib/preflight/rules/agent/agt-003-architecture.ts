import { any, isKnown, Known, Unknown } from '../../model/known';
import { Setting } from '../../model/network/network';
import { ManagedNode } from '../../model/node';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { display } from '../../model/symbolic-text';
import { listed } from '../../model/words';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { architectureOf } from '../support/agent/instance-architecture';
import { carriesAgent, installsAgent, installsOn } from '../support/agent/node-agent';


export const architectureRule: Rule = {
  ...catalogued('SSM-AGT-003'),
  why: 'EC2 refuses to start an instance from an image of another architecture, and a package of the agent for another one does not run.',
  fix: 'choose an image and a package of the agent for the architecture of the instance type',
  contract: 9,
  see: 'https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html',
  reads: 'the instance types, the architecture of the image by its name, and that of the package in the user data',
  cannotSee: 'the architecture of an image whose id or name says nothing: then the node is UNKNOWN, unless the image is looked up in the context',
  hop: 'AGENT',
  *check({ node }) {
    const { images, instanceTypes: types } = node;
    for (const [index, type] of types.entries()) {
      // Of a mixed instances policy each override has its own image.
      const finding = problemWith(images.length > 1 && images.length === types.length ? { ...node, images: [images[index]] } : node, type);
      if (finding) {
        yield finding;
        return;
      }
    }
  },
};

function problemWith(node: ManagedNode, { value: type, location }: Setting<string>): Finding | undefined {
  const wanted = isKnown(type) ? architectureOf(type) : type;
  if (!isKnown(wanted)) {
    return undecided(location, `whether the instance type of ${node.resource.name} has the architecture of its image`, wanted, SESSION_CAPABILITIES);
  }
  const name = display(type as string);
  const images = node.images.map(({ value }) => isKnown(value) ? (value.fitsInstanceType ? wanted : value.architecture) : value);
  const fits = images.length === 0 ? true : any(images.map(each => isKnown(each) ? each === wanted : each));
  if (fits === false) {
    const names = [...new Set(node.images.map(({ value }) => isKnown(value) ? display(value.name) : ''))];
    const [other] = images as string[];
    return {
      severity: 'BLOCKED',
      location,
      message: `the instance type ${name} is ${wanted}, and the image ${listed(names, 'or')} is ${other}: EC2 refuses to start it`,
      fix: `choose an instance type of ${other}, or an image for ${wanted}`,
      capabilities: SESSION_CAPABILITIES,
    };
  }
  return wrongPackage(node, name, wanted) ?? (isKnown(fits) ? undefined : unseenImage(node, name, wanted, fits));
}

/** SSM-AGT-001 reports an unknown image already, where it may lack the agent. */
function unseenImage(node: ManagedNode, type: string, wanted: string, unknown: Unknown): Finding | undefined {
  const seen = node.images.find(({ value }) => {
    const isUnseen = !isKnown(value) || !isKnown(value.architecture);
    return isUnseen && (isKnown(carriesAgent(node, value)) || installsAgent(node, value) === true);
  });
  return seen && undecided(seen.location, `whether the image is for ${wanted}, which the instance type ${type} is,`, unknown, SESSION_CAPABILITIES);
}

function wrongPackage(node: ManagedNode, type: string, wanted: string): Finding | undefined {
  const lacking = node.images.find(({ value }) => carriesAgent(node, value) === false);
  const packages = lacking ? installsOn(node, lacking.value) : [];
  const fits = (found: Known<string> | undefined) => found === undefined || found === wanted;
  if (packages.length === 0 || packages.some(each => fits(each.architecture))) {
    return undefined;
  }
  return {
    severity: 'BLOCKED',
    location: node.userData.location,
    message: `the user data of ${node.resource.name} installs the SSM Agent for ${packages[0].architecture}, and the instance type ${type} is ${wanted}`,
    fix: `install ${wanted === 'arm64' ? 'the package for arm64' : 'the package for amd64'}`,
    capabilities: SESSION_CAPABILITIES,
  };
}
