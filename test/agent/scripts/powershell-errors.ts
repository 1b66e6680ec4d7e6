import { execFileSync } from 'child_process';
import { join } from 'path';
import { pythonEnvironment } from '../../python-environment';

const PROGRAM = `
import json, sys
from tree_sitter import Language, Parser
import tree_sitter_powershell

parser = Parser(Language(tree_sitter_powershell.language()))

def errors(node):
    if node.is_error or node.is_missing:
        return [f'{node.start_point[0] + 1}: {node.text.decode()}']
    return [error for child in node.children for error in errors(child)]

print(json.dumps([errors(parser.parse(script.encode()).root_node) for script in json.load(sys.stdin)]))
`;

/** What a parser of PowerShell does not understand in each script, with the lines. */
export function powerShellErrors(scripts: readonly string[]): string[][] {
  const python = pythonEnvironment({ program: 'tree-sitter', requirements: join(__dirname, 'requirements.txt') });
  return JSON.parse(execFileSync(python, ['-c', PROGRAM], { encoding: 'utf8', input: JSON.stringify(scripts) }));
}
