import { useAccount } from './account';
import { describeMatrix } from './matrix';

useAccount('withoutSdk');

describeMatrix();
