import { App, AppProps } from 'aws-cdk-lib';

/** An app without a tree and analytics, which do not change a template, and take a part of the time that it is synthesized in. */
export function quietApp(props: AppProps = {}): App {
  return new App({ treeMetadata: false, analyticsReporting: false, ...props });
}
