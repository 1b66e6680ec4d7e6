import { useAccount } from './account';
import { describeMatrix } from './matrix';

useAccount('moto');

// All of them take ten minutes.
describeMatrix(process.env.MATRIX === 'whole' ? undefined : ['a connection closed after', 'a death after']);
