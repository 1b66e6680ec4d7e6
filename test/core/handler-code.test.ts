import { readdirSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { customResourceCode } from '../../lib/core/handler-code';

const FOLDER = 'preferences/account-preferences-handler';
const SHARED = 'core/custom-resource-handler';

test('the code of a custom resource is its folder and what all share, under their own paths, and nothing else of lib/', () => {
  const app = new App();
  const { code, handler } = customResourceCode(FOLDER);
  new lambda.Function(new Stack(app, 'Stack'), 'Function', { code, handler, runtime: lambda.Runtime.NODEJS_22_X });
  const { directory } = app.synth();
  const [asset] = readdirSync(directory).filter(name => name.startsWith('asset.'));
  const sources = [FOLDER, SHARED].flatMap(folder => readdirSync(join(__dirname, '../../lib', folder)).map(file => `${folder}/${file}`));
  const files = readdirSync(join(directory, asset), { recursive: true }).map(String);
  expect(files.filter(file => file.includes('.')).sort()).toEqual(sources.sort());
  expect(sources).toContain(`${handler.replace('.handler', '')}.js`);
});
