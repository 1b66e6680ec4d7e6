import { Resource, ResourceStack } from './resource';
import { UnseenWork } from './unseen-work';
import { Known, Unknown } from '../../../model/known';

/** What stands for resources that cannot be told one by one: a loop that cannot be unrolled, or what a macro puts in its place. */
export class UnseenResources extends Resource {
  constructor(stack: ResourceStack, key: string, type: string, private readonly why: Unknown, private readonly findGivenTexts: () => string[]) {
    super(stack, key, { Type: type });
  }

  get unseenWork(): UnseenWork { return { what: this.logicalId, why: this.why, isTemplate: true }; }

  get given(): readonly string[] { return this.findGivenTexts(); }

  shape(): undefined { return undefined; }

  get present(): Known<true> { return this.why; }

  get presence(): Known<boolean> { return this.why; }
}
