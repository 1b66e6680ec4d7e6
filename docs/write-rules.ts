import * as fs from 'fs';
import * as path from 'path';
import { rulesPage } from './rules-page';
import { RULEBOOK } from '../lib/preflight/rules/rulebook';

fs.writeFileSync(path.join(__dirname, 'rules.md'), rulesPage(RULEBOOK));
