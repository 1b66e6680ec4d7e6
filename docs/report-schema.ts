import * as path from 'path';
import * as ts from 'typescript';
import { SCHEMA_ID, REPORT_VERSION } from '../lib/preflight/report/json-report';

const TYPES = path.join(__dirname, '..', 'lib', 'preflight');

/** The types that a report has, and the file of each. What they are made of is part of the schema, too. */
const FILES = ['access-finding', 'capability', 'cdk-fix', 'finding', 'hop', 'node', 'severity', 'source', 'stack', 'verdict'].map(name => path.join(TYPES, `preflight-${name}.ts`));

/** A part of the schema. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** What no type of TypeScript says. */
const MORE: { readonly [member: string]: Schema } = {
  'PreflightFinding.ruleId': { pattern: '^SSM-[A-Z]{3}-[0-9]{3}$' },
  'PreflightFinding.documentation': { pattern: '^https://' },
  'PreflightAccessFinding.ruleId': { pattern: '^SSM-ACC-[0-9]{3}$' },
  'PreflightSource.templateLine': { type: 'integer', minimum: 1 },
  'PreflightCodePlace.line': { type: 'integer', minimum: 1 },
  'PreflightCodePlace.column': { type: 'integer', minimum: 1 },
};

/** In a report, the paths of this machine are names. */
const TEMPLATE_NAME = 'The template that has the resource, by its path inside of the cloud assembly.';
const DESCRIPTIONS: { readonly [member: string]: string } = {
  'PreflightFinding.templatePath': TEMPLATE_NAME, 'PreflightAccessFinding.templatePath': TEMPLATE_NAME, 'PreflightSource.templatePath': TEMPLATE_NAME,
};

/** The schema of the JSON report: its frame, and around it the public types, with their docstrings. */
export function reportSchema(): Schema {
  const program = ts.createProgram(FILES, { noResolve: false, skipLibCheck: true });
  const reader = new TypeReader(program.getTypeChecker());
  for (const file of FILES) { program.getSourceFile(file)!.forEachChild(statement => reader.read(statement)); }
  reader.checkReferences();
  const count = (description: string) => ({ description, type: 'integer', minimum: 0 });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: SCHEMA_ID,
    title: 'Report of a Session Manager preflight',
    description: `What \`cdk-session-manager preflight --format json\` writes, and \`PreflightReport.toJsonText()\`. Version ${REPORT_VERSION}: a new key does not change the version, so ignore keys that you do not know.`,
    ...record({
      $schema: { description: 'The schema of the report.', const: SCHEMA_ID },
      version: { description: 'The version of the format. Another one has keys that mean something else, or lacks some.', const: REPORT_VERSION },
      verdict: { description: 'The worst verdict of all nodes. UNKNOWN at best if the templates have something that may create nodes and cannot be read.', $ref: '#/$defs/PreflightVerdict' },
      summary: {
        description: 'How many nodes there are, and how many of them have each verdict.',
        ...record({ nodes: count('All nodes.'), connects: count('Those that connect.'), blocked: count('Those that are blocked.'), unknown: count('Those of which it is not known.') }),
      },
      assumptions: list('What preflight assumed, and what it could not read, in sentences.', { type: 'string' }),
      warnings: list('Names that were given and are of nothing, in sentences.', { type: 'string' }),
      stacks: list('The stacks that were read, nested ones too, and where each is deployed.', { $ref: '#/$defs/PreflightStack' }),
      accessFindings: list('What people may do that is legal and risky.', { $ref: '#/$defs/PreflightAccessFinding' }),
      auditFindings: list('What keeps sessions from being recorded or told of.', { $ref: '#/$defs/PreflightFinding' }),
      nodes: list('The nodes, each on a line of its own.', { $ref: '#/$defs/PreflightNode' }),
    }),
    $defs: reader.definitions,
  };
}

function list(description: string, items: Schema): Schema {
  return { description, type: 'array', items };
}

function record(properties: { readonly [name: string]: Schema }, required = Object.keys(properties)): Schema {
  return { type: 'object', additionalProperties: false, required, properties };
}

/** Makes definitions of interfaces and enums. */
class TypeReader {
  readonly definitions: { [name: string]: Schema } = {};
  private readonly referred = new Set<string>();

  constructor(private readonly checker: ts.TypeChecker) {}

  read(statement: ts.Node): void {
    if (ts.isEnumDeclaration(statement)) {
      const values = statement.members.map(({ initializer }) => (initializer as ts.StringLiteral).text);
      this.definitions[statement.name.text] = { description: this.docOf(statement.name), enum: values };
    } else if (ts.isInterfaceDeclaration(statement)) {
      const type = this.checker.getTypeAtLocation(statement.name);
      const members = this.checker.getPropertiesOfType(type);
      const properties = Object.fromEntries(members.map(member => [member.name, this.member(statement.name.text, member)]));
      const required = members.filter(({ valueDeclaration: member }) => !(member as ts.PropertySignature).questionToken).map(({ name }) => name);
      this.definitions[statement.name.text] = { description: this.docOf(statement.name), ...record(properties, required) };
    }
  }

  /** A type in a file that is not read would leave a reference to nothing. */
  checkReferences(): void {
    const missing = [...this.referred].filter(name => !(name in this.definitions));
    if (missing.length > 0) { throw new Error(`FILES lacks the files of ${missing.join(', ')}`); }
  }

  private member(owner: string, symbol: ts.Symbol): Schema {
    const key = `${owner}.${symbol.name}`;
    const type = this.checker.getNonNullableType(this.checker.getTypeOfSymbol(symbol));
    return { description: DESCRIPTIONS[key] ?? textOf(symbol, this.checker), ...this.typeOf(type, key), ...MORE[key] };
  }

  private typeOf(type: ts.Type, key: string): Schema {
    if (this.checker.isArrayType(type)) {
      return { type: 'array', items: this.typeOf(this.checker.getTypeArguments(type as ts.TypeReference)[0], key) };
    }
    const name = this.checker.typeToString(type);
    if (name === 'string' || name === 'number' || name === 'boolean') { return { type: name }; }
    if (name.startsWith('Preflight')) {
      this.referred.add(name);
      return { $ref: `#/$defs/${name}` };
    }
    throw new Error(`${key} has the type ${name}, which a report cannot have`);
  }

  private docOf(name: ts.Identifier): string {
    return textOf(this.checker.getSymbolAtLocation(name)!, this.checker);
  }
}

/** A docstring on one line, without its tags but for what is meant where the member is left out. */
function textOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const missing = symbol.getJsDocTags().filter(({ name }) => name === 'default').map(tag => ts.displayPartsToString(tag.text).replace(/^- /, ''));
  return [text, ...missing.map(why => `Left out: ${why}.`)].join(' ').replace(/\s+/g, ' ').trim();
}
