import { LATER, accountStack } from './account-stacks';
import { Aws, aws } from './aws';
import { Emulator, EmulatorProps } from './emulator';

const DOCUMENT = 'SSM-SessionManagerRunShell';
const RECORD = '/cdk-session-manager/account-session-preferences';

export function content(inputs: Record<string, unknown>): string {
  return JSON.stringify({ schemaVersion: '1.0', description: 'Of somebody', sessionType: 'Standard_Stream', inputs });
}

/** What somebody has put into force before any stack comes. */
export const PRIOR = content({ idleSessionTimeout: '7' });

/** An account that has a document of its own. */
export class AccountWithDocument {
  static async start(props?: EmulatorProps): Promise<AccountWithDocument> {
    const emulator = await Emulator.start(props);
    const apis = aws(emulator);
    await apis.ssm.createDocument({ Name: DOCUMENT, Content: PRIOR, DocumentType: 'Session' });
    return new AccountWithDocument(emulator, apis);
  }

  private constructor(readonly emulator: Emulator, private readonly apis: Aws) {}

  /** The assembly of a stack that wants the document. */
  stack(name: string, later?: keyof typeof LATER): string {
    return accountStack(this.emulator.app(), name, later);
  }

  async inForce(): Promise<string> {
    return (await this.apis.ssm.getDocument({ Name: DOCUMENT })).Content!;
  }

  async record(): Promise<string | undefined> {
    return this.apis.ssm.getParameter({ Name: RECORD }).then(({ Parameter }) => Parameter!.Value!, (error: Error) => {
      if (error.name !== 'ParameterNotFound') {
        throw error;
      }
      return undefined;
    });
  }

  /** As the console does it. */
  async putIntoForce(document: string): Promise<void> {
    const { DocumentDescription } = await this.apis.ssm.updateDocument({ Name: DOCUMENT, Content: document, DocumentVersion: '$LATEST' });
    await this.apis.ssm.updateDocumentDefaultVersion({ Name: DOCUMENT, DocumentVersion: DocumentDescription!.DocumentVersion! });
  }

  async stackStatus(StackName: string): Promise<string | undefined> {
    return (await this.apis.cloudFormation.describeStacks({ StackName })).Stacks![0].StackStatus;
  }

  async keyState(KeyId: string): Promise<string | undefined> {
    return (await this.apis.kms.describeKey({ KeyId })).KeyMetadata!.KeyState;
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
  }
}
