import { REGION_OF_NODE } from '../model/symbolic-text';

/** Where a script learns the region or the zone of its node. */
const REGION_LOOKUP = /placement\/(region|availability-zone)|instance-identity\/document|ec2-?metadata|ec2instancemetadata|aws configure get region|cloud-init query/i;

/** What a script's variables are set to, as far as it can be read. */
export class ScriptVariables {
  private readonly values = new Map<string, string>();

  /** A name with a value of whatever quoting; a later one replaces an earlier one. */
  set(name: string, value: string): void {
    const expanded = this.expand(value);
    // What a script makes of the zone or the region of the node is its region: an address has no other use for them.
    const isRegion = /[$`(]/.test(expanded) && (REGION_LOOKUP.test(expanded) || expanded.includes(REGION_OF_NODE));
    this.values.set(name.toLowerCase(), isRegion ? REGION_OF_NODE : expanded);
  }

  /** A text with its variables replaced; unknown ones stay as they are. */
  expand(text: string): string {
    return text.replace(/\$\{(?:env:)?(\w+)([^}]*)\}|\$(?:env:)?(\w+)|\$\(\$(\w+)\)|%(\w+)%/gi, (whole, braced: string, operator: string, bare: string, nested: string, batch: string) => {
      const value = this.values.get((braced ?? bare ?? nested ?? batch).toLowerCase());
      if (value === undefined) {
        return whole;
      }
      return operator && value !== REGION_OF_NODE ? whole : value;
    });
  }
}
