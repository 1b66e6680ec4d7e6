import * as fs from 'fs';
import * as path from 'path';
import { rulesPage } from './rules-page';
import { EVERY_RULE } from '../lib/preflight/rules/all-rules';

fs.writeFileSync(path.join(__dirname, 'rules.md'), rulesPage(EVERY_RULE));
