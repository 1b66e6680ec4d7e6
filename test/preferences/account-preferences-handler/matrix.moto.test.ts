import { useAccount } from './account';
import { describeMatrix } from './matrix';
import { IS_WHOLE } from '../../drawn';

useAccount('moto');

// All of them take half an hour. The simulated account, which answers as moto does, has all of them each time.
describeMatrix(IS_WHOLE ? {} : { kinds: ['a death after'], every: 6 });
