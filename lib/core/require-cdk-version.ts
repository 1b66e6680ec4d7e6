/* Before everything else that is loaded with the library, since a class of it may extend one that an older aws-cdk-lib lacks. */
import { oldestCdkVersion, requireCdkVersion } from './cdk-version';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { version } = require('aws-cdk-lib/package.json') as { readonly version: string };

requireCdkVersion(version, oldestCdkVersion());
