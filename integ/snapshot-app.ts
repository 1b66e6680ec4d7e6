import { App } from 'aws-cdk-lib';

/** An app whose metadata, which goes into the snapshot, holds no stack trace: those have the paths of whoever writes it. */
export function snapshotApp(): App {
  return new App({ stackTraces: false, postCliContext: { 'aws:cdk:disable-creation-stack-traces': true } });
}
