import { Answer } from '../../http/fault-proxy';

interface StubActivation {
  readonly ActivationId: string;
  readonly Description?: string;
  readonly DefaultInstanceName?: string;
  readonly IamRole: string;
  readonly RegistrationLimit: number;
  RegistrationsCount: number;
  readonly ExpirationDate: number;
  readonly CreatedDate: number;
  readonly Tags: { readonly Key: string; readonly Value: string }[];
}

const DAY = 86_400;
const refuse = (name: string, message: string): Answer => ({ status: 400, body: { __type: name, message } });

/** Activations and the instance tier of Systems Manager, which moto does not have. It refuses what Systems Manager refuses, and other calls. */
export class StubActivations {
  readonly roles = new Set<string>();
  private activations = new Map<string, StubActivation>();
  /** Codes by the ids of their activations, of deleted ones too. */
  readonly codes = new Map<string, string>();
  readonly deleted: string[] = [];
  tier = 'standard';
  pageSize = 50;

  reset(): void {
    this.roles.clear();
    this.activations.clear();
    this.codes.clear();
    this.deleted.length = 0;
    this.tier = 'standard';
    this.pageSize = 50;
  }

  /** Those that are there, in the order of their making. */
  get list(): StubActivation[] {
    return [...this.activations.values()];
  }

  /** Servers register. */
  register(id: string, count = 1): void {
    this.activations.get(id)!.RegistrationsCount += count;
  }

  /** One that somebody else made, or whose maker died. */
  add(activation: Partial<StubActivation> = {}): string {
    const ActivationId = `00000000-0000-4000-8000-${String(this.codes.size + 1).padStart(12, '0')}`;
    const CreatedDate = Date.now() / 1000;
    this.codes.set(ActivationId, `Secret+Code/${this.codes.size + 1}`.padEnd(20, '0'));
    this.activations.set(ActivationId, {
      ActivationId, IamRole: 'Role', RegistrationLimit: 1, RegistrationsCount: 0, ExpirationDate: CreatedDate + DAY, CreatedDate, Tags: [], ...activation,
    });
    return ActivationId;
  }

  answer(action: string, body: string): Answer {
    const input = JSON.parse(body);
    switch (action) {
      case 'CreateActivation': return this.create(input);
      case 'DescribeActivations': return this.describe(input);
      case 'DeleteActivation': return this.remove(input);
      case 'GetServiceSetting': return { status: 200, body: { ServiceSetting: { SettingId: input.SettingId, SettingValue: this.tier } } };
      case 'UpdateServiceSetting':
        this.tier = input.SettingValue;
        return { status: 200, body: {} };
      default: throw new Error(`${action} is not expected here`);
    }
  }

  private create({ IamRole, ExpirationDate, RegistrationLimit = 1, ...rest }: any): Answer {
    if (!this.roles.has(IamRole)) {
      return refuse('ValidationException', `Nonexistent role or missing ssm service principal in trust policy: arn:aws:iam::123456789012:role/${IamRole}`);
    }
    const left = ExpirationDate - Date.now() / 1000;
    if (left <= 0 || left > 30 * DAY || RegistrationLimit > 1000 || (rest.Description ?? '').length > 256) {
      return refuse('ValidationException', 'The request is not valid');
    }
    const ActivationId = this.add({ IamRole, ExpirationDate, RegistrationLimit, ...rest });
    return { status: 200, body: { ActivationId, ActivationCode: this.codes.get(ActivationId) } };
  }

  private describe({ NextToken = '0', MaxResults = 50 }: any): Answer {
    const [start, size] = [Number(NextToken), Math.min(this.pageSize, MaxResults)];
    const now = Date.now() / 1000;
    return {
      status: 200,
      body: {
        ActivationList: this.list.slice(start, start + size).map(activation => ({ ...activation, Expired: activation.ExpirationDate <= now })),
        ...start + size < this.activations.size ? { NextToken: String(start + size) } : {},
      },
    };
  }

  private remove({ ActivationId }: any): Answer {
    if (!this.activations.delete(ActivationId)) {
      return refuse('InvalidActivation', 'The activation isn\'t valid');
    }
    this.deleted.push(ActivationId);
    return { status: 200, body: {} };
  }
}
