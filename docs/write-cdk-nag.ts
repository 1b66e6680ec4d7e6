import * as fs from 'fs';
import * as path from 'path';
import { nagFindings } from './nag-run';
import { tablesOf, withNagTables } from './nag-tables';

const file = path.join(__dirname, 'cdk-nag.md');
const page = fs.readFileSync(file, 'utf8');
fs.writeFileSync(file, withNagTables(page, tablesOf(page, nagFindings())));
