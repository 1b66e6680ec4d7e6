import { PropertyLocation } from './location';

/** Something that is named in a form that its place does not take, so that the deployment fails. Only a reader sees it, for elsewhere both forms mean the same. */
export interface Misnomer {
  readonly location: PropertyLocation;
  /** What is there, for people, for example `the ARN of the instance profile`. */
  readonly given: string;
  /** What has to be there, for example `the name of an instance profile`. */
  readonly wanted: string;
  /** How to name it instead. */
  readonly fix: string;
}
