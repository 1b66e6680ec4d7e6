/** A resource in a template, to point at. */
export interface Place {
  /** Unique in the assembly. */
  readonly key: string;
  /** The name of the stack, as the assembly or the file calls it. */
  readonly stack: string;
  readonly logicalId: string;
  /** For example `AWS::EC2::Instance`. */
  readonly type: string;
  /** The file that holds the resource. */
  readonly templatePath: string;
  readonly constructPath?: string;
}

/** A property of a resource, for example `Properties/SecurityGroupEgress/0`. */
export interface Spot {
  readonly place: Place;
  readonly property?: string;
}
