import { readFileSync } from 'fs';
import { join } from 'path';
import { reportSchema } from '../../docs/report-schema';
import { SCHEMA_FILE } from '../../lib/preflight/report/json-report';

test('the schema of the JSON report is made from the public types (npm run docs:schema)', () => {
  expect(JSON.parse(readFileSync(join(__dirname, '../..', SCHEMA_FILE), 'utf8'))).toEqual(reportSchema());
});
