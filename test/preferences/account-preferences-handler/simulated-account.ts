import { Answer } from '../../http/fault-proxy';

const MAX_VERSIONS = 1000;

interface Document {
  readonly versions: Map<number, string>;
  default: number;
  latest: number;
}

/**
 * What the custom resource uses of Systems Manager, in memory: a thousand times faster than moto, which it is held against
 * (simulated-account.test.ts).
 */
export class SimulatedAccount {
  private documents = new Map<string, Document>();
  private parameters = new Map<string, { value: string; version: number }>();

  reset(): void {
    this.documents = new Map();
    this.parameters = new Map();
  }

  call(action: string, input: any): Answer {
    const method = (this as unknown as Record<string, ((input: any) => Answer) | undefined>)[action];
    return method ? method.call(this, input) : error('UnknownOperationException', action);
  }

  protected GetParameter({ Name }: any): Answer {
    const found = this.parameters.get(Name);
    return found ? ok({ Parameter: { Name, Value: found.value, Version: found.version } }) : error('ParameterNotFound');
  }

  protected PutParameter({ Name, Value, Overwrite }: any): Answer {
    const version = (this.parameters.get(Name)?.version ?? 0) + 1;
    if (version > 1 && !Overwrite) {
      return error('ParameterAlreadyExists');
    }
    this.parameters.set(Name, { value: Value, version });
    return ok({ Version: version });
  }

  protected DeleteParameter({ Name }: any): Answer {
    return this.parameters.delete(Name) ? ok({}) : error('ParameterNotFound');
  }

  protected GetDocument({ Name, DocumentVersion }: any): Answer {
    return this.withVersion(Name, DocumentVersion, (version, content) => ({ Name, DocumentVersion: String(version), Content: content }));
  }

  protected DescribeDocument({ Name, DocumentVersion }: any): Answer {
    return this.withVersion(Name, DocumentVersion, version => ({ Document: { Name, DocumentVersion: String(version), Status: 'Active' } }));
  }

  protected CreateDocument({ Name, Content }: any): Answer {
    if (this.documents.has(Name)) {
      return error('DocumentAlreadyExists');
    }
    this.documents.set(Name, { versions: new Map([[1, Content]]), default: 1, latest: 1 });
    return ok({ DocumentDescription: { Name, DocumentVersion: '1' } });
  }

  protected UpdateDocument({ Name, Content }: any): Answer {
    const found = this.documents.get(Name);
    if (!found) {
      return error('InvalidDocument');
    }
    if ([...found.versions.values()].includes(Content)) {
      return error('DuplicateDocumentContent');
    }
    if (found.versions.size >= MAX_VERSIONS) {
      return error('DocumentVersionLimitExceeded');
    }
    found.latest++;
    found.versions.set(found.latest, Content);
    return ok({ DocumentDescription: { Name, DocumentVersion: String(found.latest) } });
  }

  protected UpdateDocumentDefaultVersion({ Name, DocumentVersion }: any): Answer {
    const found = this.documents.get(Name);
    return this.withVersion(Name, DocumentVersion, version => {
      found!.default = version;
      return { Description: { Name, DefaultVersion: String(version) } };
    });
  }

  protected DeleteDocument({ Name, DocumentVersion }: any): Answer {
    const found = this.documents.get(Name);
    if (!found) {
      return error('InvalidDocument');
    }
    if (DocumentVersion === undefined) {
      this.documents.delete(Name);
    } else {
      found.versions.delete(Number(DocumentVersion));
    }
    return ok({});
  }

  private withVersion(name: string, asked: string | undefined, answer: (version: number, content: string) => object): Answer {
    const found = this.documents.get(name);
    const version = asked === '$LATEST' ? found?.latest : Number(asked ?? found?.default);
    const content = found && version !== undefined ? found.versions.get(version) : undefined;
    return content === undefined ? error('InvalidDocument') : ok(answer(version!, content));
  }
}

function ok(body: object): Answer {
  return { status: 200, body };
}

function error(name: string, message = `${name}!`): Answer {
  return { status: 400, body: { __type: name, message } };
}
