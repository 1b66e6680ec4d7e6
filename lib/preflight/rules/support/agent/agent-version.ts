import { reachOf } from './install-reach';
import { installsOn } from './node-agent';
import { isKnown } from '../../../model/known';
import { Image } from '../../../model/node';
import { RuleContext } from '../../rule-context';

/** From this one on the agent takes commands through the channels of sessions; docs/agent-contract.md, section 8. */
export const WITHOUT_LEGACY_MESSAGES = '3.3.40';

/** Whether a version comes before another. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map(text => text.split('.').map(Number));
  const differs = b.findIndex((part, index) => (a[index] ?? 0) !== part);
  return differs >= 0 && (a[differs] ?? 0) < b[differs];
}

/** The images whose agent the node runs: those of which the user data does not replace it by a newer one. */
export function lastingImages(context: RuleContext): Image[] {
  return context.node.images.map(image => image.value).filter(isKnown).filter(image => !isReplaced(context, image));
}

/** A snap that is there is not installed again. */
function isReplaced(context: RuleContext, image: Image): boolean {
  return installsOn(context.node, image).some(install => install.tool !== 'snap' && install.version === undefined && !reachOf(context, install, image));
}
