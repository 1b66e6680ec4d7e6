import { REGION_OF_NODE } from '../model/symbolic-text';

/** Where a script learns the region or the zone of its node. */
const REGION_LOOKUP = /placement\/(region|availability-zone)|instance-identity\/document|ec2-?metadata|ec2instancemetadata|aws configure get region|cloud-init query/i;

/** Bounded, so that what is never closed is not searched to the end of the script again and again. */
const VARIABLE = /\$\{(?:env:)?(\w{1,100})([^}]{0,200})\}|\$(?:env:)?(\w{1,100})|\$\(\$(\w{1,100})\)|%(\w{1,100})%/gi;

/** Values grow exponentially where each is made of the one before, as in `a=$a$a`: no name or address of the agent is near as long. */
const LONGEST_VALUE = 4096;
/** What all texts of a script may grow by. */
const LARGEST_GROWTH = 1024 * 1024;

/** What a script's variables are set to, as far as it can be read. */
export class ScriptVariables {
  private readonly values = new Map<string, string>();
  private growth = 0;
  private cut = false;

  /** Whether some text grew too long, so that what it stands for is not known. */
  get isCut(): boolean {
    return this.cut;
  }

  /** A name with a value of whatever quoting; a later one replaces an earlier one. */
  set(name: string, value: string): void {
    const expanded = this.expand(value);
    if (expanded.length > LONGEST_VALUE) {
      this.cut = true;
      this.values.delete(name.toLowerCase());
      return;
    }
    // What a script makes of the zone or the region of the node is its region: an address has no other use for them.
    const isRegion = /[$`(]/.test(expanded) && (REGION_LOOKUP.test(expanded) || expanded.includes(REGION_OF_NODE));
    this.values.set(name.toLowerCase(), isRegion ? REGION_OF_NODE : expanded);
  }

  /** A text with its variables replaced; unknown ones stay as they are. */
  expand(text: string): string {
    return text.replace(VARIABLE, (whole: string, braced: string, operator: string, bare: string, nested: string, batch: string) => {
      const value = this.values.get((braced ?? bare ?? nested ?? batch).toLowerCase());
      if (value === undefined || (operator && value !== REGION_OF_NODE)) {
        return whole;
      }
      this.growth += value.length;
      this.cut ||= this.growth > LARGEST_GROWTH;
      return this.growth > LARGEST_GROWTH ? whole : value;
    });
  }
}
