import { isKnown, Unknown } from '../../model/known';
import { forwardsPackets } from '../../user-data/forwarding';
import { catalogued, Rule, undecided } from '../rule';
import { natInstanceOf, pathsOf } from '../support/network/network-paths';

export const natInstanceTranslatesRule: Rule = {
  ...catalogued('SSM-NET-024'),
  why: 'An ordinary image forwards no packets of others, whatever the source/destination check says. A NAT instance is one only if its image or its user data turns on forwarding and translation.',
  reads: 'the image and the user data of a NAT instance',
  cannotSee: 'what an image that nobody published does, and a script that the user data downloads',
  fix: 'Turn on net.ipv4.ip_forward and masquerading in the user data of the NAT instance, or start it from an image for NAT',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html',
  hop: 'GATEWAY',
  *check(context) {
    for (const { path: { route }, services, capabilities } of pathsOf(context, 'internet')) {
      const instance = natInstanceOf(route);
      if (!instance) { continue; }
      const { image, userData, location: { resource: { name } } } = instance;
      const byImage = isKnown(image.value) ? image.value.forwards ?? new Unknown(`nothing says what the image ${image.value.name} does`) : image.value;
      const byUserData = isKnown(userData.value) ? forwardsPackets(userData.value) : userData.value;
      if (byImage === true || byUserData === true) { continue; }
      if (byImage === false && byUserData === false) {
        yield {
          severity: 'BLOCKED',
          location: userData.location,
          message: `The NAT instance ${name} starts from an ordinary image, and no user data makes it forward and translate packets`,
          services,
          capabilities,
        };
      } else {
        const [why, { location }] = byUserData instanceof Unknown ? [byUserData, userData] : [byImage as Unknown, image];
        yield undecided(location, `Whether the NAT instance ${name} forwards and translates packets`, why, capabilities, services);
      }
    }
  },
};
