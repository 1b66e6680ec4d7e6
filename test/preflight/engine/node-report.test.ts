import { analyze } from '../../../lib/preflight/engine/analyze';
import * as evaluation from '../../../lib/preflight/engine/evaluate-rules';
import { readTemplate } from '../../../lib/preflight/readers/cloudformation/cloudformation-reading';
import { NODE_TEMPLATE } from '../node-template';

afterEach(() => { jest.restoreAllMocks(); });

const reportOf = () => analyze(readTemplate(NODE_TEMPLATE, { region: 'eu-west-1' })).nodes[0];

test('the paths of a node are evaluated when somebody looks, and once', () => {
  const evaluate = jest.spyOn(evaluation, 'evaluateRules');
  const node = reportOf();
  expect(evaluate).toHaveBeenCalledTimes(1);
  expect(node.paths.map(({ service }) => service)).toEqual(['ssm', 'ssmmessages']);
  expect(node.mainPath).toBe(node.paths[1]);
  expect(evaluate).toHaveBeenCalledTimes(2);
});

test('a node as JSON has all that is public, and nothing else', () => {
  const node = reportOf();
  expect(JSON.parse(JSON.stringify(node))).toEqual(JSON.parse(JSON.stringify({
    id: 'Template/Node',
    logicalId: 'Node',
    stack: 'Template',
    resourceType: 'AWS::EC2::Instance',
    verdict: 'CONNECTS',
    capabilities: node.capabilities,
    findings: [],
    paths: node.paths,
    mainPath: node.mainPath,
  })));
});
