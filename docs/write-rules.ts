import * as fs from 'fs';
import * as path from 'path';
import { rulesPage } from './rules-page';
import { ALL_RULES } from '../lib/preflight/rules/all-rules';

fs.writeFileSync(path.join(__dirname, 'rules.md'), rulesPage(ALL_RULES));
