import * as fs from 'fs';
import * as path from 'path';
import { reportSchema } from './report-schema';
import { SCHEMA_FILE } from '../lib/preflight/report/json-report';

fs.writeFileSync(path.join(__dirname, '..', SCHEMA_FILE), `${JSON.stringify(reportSchema(), undefined, 2)}\n`);
