import { ResourceKind } from './resource-kind';

/** A resource, to point at, wherever it was read. */
export interface SourceLocation {
  /** Unique in a reading. */
  readonly key: string;
  /** For people: its logical id in a template, its name or id in an account. */
  readonly name: string;
  readonly kind: ResourceKind;
  /** For people, as CloudFormation and AWS Config both write it, for example `AWS::EC2::Instance`. Rules look at {@link kind}. */
  readonly type: string;
  readonly source: Source;
}

/** Where a resource was read. */
export type Source = TemplateSource | AccountSource | AssumptionSource;

/** A resource in a template. */
export interface TemplateSource {
  readonly origin: 'template';
  /** The name of the stack, as the assembly or the file calls it. */
  readonly stack: string;
  readonly logicalId: string;
  /** The file that holds the resource. */
  readonly templatePath: string;
  readonly constructPath?: string;
  /** Where what the template has is written; undefined where nobody sees it. */
  readonly lines?: SourceLines;
}

/** Where the resources of a template are written. A line is looked up when somebody asks for it. */
export interface SourceLines {
  /** The line of a resource in the template, counted from 1. */
  inTemplate(logicalId: string): number | undefined;
  /** Where the code of the app makes a construct. */
  inCode(constructPath: string): CodePlace | undefined;
}

/** A place in the code of an app. */
export interface CodePlace {
  /** From the root of the repository, with `/` between its parts. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** A resource in a live account. */
export interface AccountSource {
  readonly origin: 'account';
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** The page of the AWS console that shows the resource. */
  readonly consoleUrl?: string;
}

/** Nowhere: somebody said that there is such a resource. */
export interface AssumptionSource {
  readonly origin: 'assumption';
}

/** A property of a resource, for example `Properties/SecurityGroupEgress/0`; the resource as a whole where it is left out. */
export interface PropertyLocation {
  readonly resource: SourceLocation;
  readonly property?: string;
}

/** What is deployed together: the stack, or the account and region. */
export function groupOf({ source }: SourceLocation): string {
  switch (source.origin) {
    case 'template': return source.stack;
    case 'account': return `${source.account}/${source.region}`;
    case 'assumption': return '';
  }
}

/** Whether somebody said that there is such a resource, where nothing that was read shows it. */
export function isAssumed({ source }: SourceLocation): boolean {
  return source.origin === 'assumption';
}

/** The path of the construct that made a resource; undefined where no construct did, or where that cannot be seen. */
export function constructPathOf({ source }: SourceLocation): string | undefined {
  return source.origin === 'template' ? source.constructPath : undefined;
}

/** For what is made up to evaluate something with, and never reported. */
export const NOWHERE: PropertyLocation = {
  resource: { key: '', name: '', kind: 'other', type: '', source: { origin: 'template', stack: '', logicalId: '', templatePath: '' } },
};
