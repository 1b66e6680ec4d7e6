import { useAccount } from './account';
import { describeMatrix } from './matrix';

useAccount('moto');

// All of them take half an hour on a busy machine.
describeMatrix(process.env.MATRIX === 'whole' ? undefined : ['a death after']);
