import { SimulatedAccount } from './simulated-account';
import { Api, httpApi } from '../../http/fault-proxy';
import { MotoServer } from '../../http/moto-server';

jest.setTimeout(300_000);

let moto: MotoServer;
beforeAll(async () => { moto = await MotoServer.shared(); });

const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ssm/aws4_request, SignedHeaders=host, Signature=0';
const NAME = 'SSM-SessionManagerRunShell';
const content = (minutes: number) => JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { idleSessionTimeout: String(minutes) } });
const parameter = { Name: '/record', Type: 'String', Tier: 'Intelligent-Tiering' };
const document = { Name: NAME, DocumentFormat: 'JSON' };
const update = { ...document, DocumentVersion: '$LATEST' };

/** Each call in each state that the handler can meet. */
const CALLS: [action: string, input: object][] = [
  ['GetParameter', { Name: '/record' }],
  ['DeleteParameter', { Name: '/record' }],
  ['PutParameter', { ...parameter, Value: 'one', Overwrite: false }],
  ['PutParameter', { ...parameter, Value: 'two', Overwrite: false }],
  ['PutParameter', { ...parameter, Value: 'two', Overwrite: true }],
  ['GetParameter', { Name: '/record' }],
  ['DeleteParameter', { Name: '/record' }],
  ['PutParameter', { ...parameter, Value: 'three', Overwrite: true }],
  ['GetDocument', document],
  ['DescribeDocument', { Name: NAME }],
  ['UpdateDocument', { ...update, Content: content(1) }],
  ['UpdateDocumentDefaultVersion', { Name: NAME, DocumentVersion: '1' }],
  ['DeleteDocument', { Name: NAME }],
  ['CreateDocument', { ...document, Content: content(1), DocumentType: 'Session' }],
  ['CreateDocument', { ...document, Content: content(2), DocumentType: 'Session' }],
  ['GetDocument', document],
  ['UpdateDocument', { ...update, Content: content(2) }],
  ['UpdateDocument', { ...update, Content: content(1) }],
  ['UpdateDocument', { ...update, Content: content(2) }],
  ['GetDocument', document],
  ['GetDocument', { ...document, DocumentVersion: '$LATEST' }],
  ['GetDocument', { ...document, DocumentVersion: '2' }],
  ['GetDocument', { ...document, DocumentVersion: '7' }],
  ['DescribeDocument', { Name: NAME, DocumentVersion: '2' }],
  ['UpdateDocumentDefaultVersion', { Name: NAME, DocumentVersion: '2' }],
  ['GetDocument', document],
  ['UpdateDocumentDefaultVersion', { Name: NAME, DocumentVersion: '7' }],
  ['DeleteDocument', { Name: NAME, DocumentVersion: '1' }],
  ['GetDocument', { ...document, DocumentVersion: '1' }],
  ['UpdateDocument', { ...update, Content: content(3) }],
  ['DeleteDocument', { Name: NAME }],
  ['GetDocument', document],
];

/** What the handler looks at in an answer. */
async function answersOf(api: Api): Promise<unknown[]> {
  const answers = [];
  for (const [action, input] of CALLS) {
    const { status, body } = await api(action, JSON.stringify(input), { method: 'POST', url: '/', headers: { authorization: AUTHORIZATION } });
    answers.push({
      action,
      status,
      error: body.__type,
      parameter: body.Parameter?.Value,
      version: body.Version,
      document: body.DocumentVersion && [body.DocumentVersion, JSON.parse(body.Content)],
      made: body.DocumentDescription?.DocumentVersion,
      state: body.Document?.Status,
    });
  }
  return answers;
}

test('the simulated account answers as moto does', async () => {
  const account = new SimulatedAccount();
  const simulated = await answersOf(async (action, body) => account.call(action, JSON.parse(body)));

  expect(simulated).toEqual(await answersOf(httpApi(moto.url)));
});
