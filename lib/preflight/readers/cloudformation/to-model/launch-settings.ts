import { isDeepStrictEqual } from 'node:util';
import { nested, objectOf, locationOf } from './values';
import { Known, Unknown } from '../../../model/known';
import { SourceLocation, PropertyLocation } from '../../../model/location';
import { Resolved, TemplateResource } from '../evaluate/template';

interface Layer {
  readonly location: SourceLocation;
  /** Where in the resource the settings are, for example `LaunchTemplateData`. */
  readonly path: string[];
  readonly values: Known<{ readonly [name: string]: Resolved }>;
  /** An override takes few settings; what is not set is to be set in the template under it. */
  readonly isOverride?: boolean;
}

/** What an instance is launched with: its own settings over those of its launch template. */
export class LaunchSettings {
  /**
   * What several launches have in common.
   *
   * @param launches at least one
   */
  static shared(launches: readonly LaunchSettings[]): LaunchSettings {
    const [first, ...others] = launches;
    return others.length === 0 ? first : new SharedSettings(first, others);
  }

  constructor(protected readonly layers: Layer[]) {}

  /** Why some setting may be anything; undefined where all that is set is seen. */
  get unknown(): Unknown | undefined {
    return this.layers.map(({ values }) => values).find(values => values instanceof Unknown) as Unknown | undefined;
  }

  /** A setting and where it is, or where it would be. */
  get(...names: string[]): { readonly value: Resolved | undefined; readonly location: PropertyLocation } {
    for (const { location, path, values } of this.layers) {
      if (values instanceof Unknown) {
        return { value: values, location: locationOf({ location }, ...path) };
      }
      const name = names.find(candidate => candidate in values);
      if (name !== undefined) {
        return { value: values[name], location: locationOf({ location }, ...path, name) };
      }
    }
    const { location, path } = this.layers.find(({ isOverride }) => isOverride !== true) ?? this.layers[0];
    return { value: undefined, location: locationOf({ location }, ...path, names[0]) };
  }

  over(...others: LaunchSettings[]): LaunchSettings {
    return new LaunchSettings([...this.layers, ...others.flatMap(({ layers }) => layers)]);
  }
}

/** The settings of one launch, not known where those of another are different. */
class SharedSettings extends LaunchSettings {
  constructor(private readonly first: LaunchSettings, private readonly others: readonly LaunchSettings[]) {
    super([]);
  }

  get(...names: string[]): { readonly value: Resolved | undefined; readonly location: PropertyLocation } {
    const { value, location } = this.first.get(...names);
    const other = this.others.map(settings => settings.get(...names)).find(each => !isDeepStrictEqual(each.value, value));
    return other ? { value: other.value instanceof Unknown ? other.value : new Unknown(`${names[0]} is not the same for all instances of the group`), location: other.location } : { value, location };
  }
}

export function settingsOf({ location, properties }: TemplateResource, ...path: string[]): LaunchSettings {
  return new LaunchSettings([{ location, path, values: objectOf(nested(properties, ...path)) }]);
}
