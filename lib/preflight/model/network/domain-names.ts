import { Known, Unknown } from '../known';
import { display, isLiteral, mapLiterals, splitOutsideOpaque } from '../symbolic-text';

/** A name as names are compared: in lower case and without a dot at the end. */
export function normalName(name: string): string {
  return mapLiterals(name, literal => literal.toLowerCase()).replace(/\.$/, '');
}

/** Whether a name is in a domain: the domain itself, or below it. */
export function isWithin(domain: string, name: string): Known<boolean> {
  const [outer, inner] = [labelsOf(domain), labelsOf(name)];
  for (const [index, label] of outer.entries()) {
    const other = inner[index];
    if (other === label) { continue; }
    if (!isLiteral(label) || (other !== undefined && !isLiteral(other))) {
      return new Unknown(`whether ${display(name)} is within ${display(domain)} depends on the region that the stack is deployed to, or on another value that is not known`);
    }
    return false;
  }
  return true;
}

/**
 * Whether a pattern of DNS Firewall, or the name of a record, speaks of a name: `*` of all, `*.` and a name of what is below that name.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
export function matchesName(pattern: string, name: string): Known<boolean> {
  if (pattern === '*') { return true; }
  const domain = pattern.startsWith('*.') ? pattern.slice(2) : pattern;
  const deeper = labelsOf(name).length - labelsOf(domain).length;
  return (pattern === domain ? deeper === 0 : deeper > 0) ? isWithin(domain, name) : false;
}

/** How specific a domain is; the more specific one decides. */
export function depthOf(domain: string): number {
  return labelsOf(domain).length;
}

/** From the right, as names are resolved. The root has none. */
function labelsOf(name: string): string[] {
  return name === '' ? [] : splitOutsideOpaque(name, '.').reverse();
}
