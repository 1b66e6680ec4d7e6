import * as fs from 'fs';
import * as path from 'path';
import { withTables } from './cost-tables';

const file = path.join(__dirname, 'cost.md');
fs.writeFileSync(file, withTables(fs.readFileSync(file, 'utf8')));
