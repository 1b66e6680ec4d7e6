import { Rule } from '../preflight/rules/rule';

/**
 * What preflight says of the same precondition: an error of a construct, which comes earlier, ends with it, so that both speak with one voice.
 */
export function citeRule({ id, title }: Rule): string {
  return `(${id}: ${title})`;
}
