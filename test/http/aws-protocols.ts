import { IncomingHttpHeaders } from 'http';
import type { Answer } from './fault-proxy';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What a service speaks: JSON or queries by the names of actions, or S3's own. */
type Protocol = 'json' | 'query' | 's3';

function protocolOf({ headers }: HttpRequest): Protocol {
  if (headers['x-amz-target']) {
    return 'json';
  }
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? 'query' : 's3';
}

/** The action that a request calls. */
export function actionOf(request: HttpRequest, body: string): string {
  switch (protocolOf(request)) {
    case 'json': return String(request.headers['x-amz-target']).split('.')[1];
    case 'query': return new URLSearchParams(body).get('Action')!;
    case 's3': return nameOfS3(request);
  }
}

/** S3 names no action. It refuses what it does not know, so that no test passes by chance. */
function nameOfS3({ method, url }: HttpRequest): string {
  const { searchParams } = new URL(url, 'http://s3');
  if (method === 'GET' && searchParams.get('list-type') === '2') {
    return 'ListObjectsV2';
  }
  throw new Error(`${method} ${url} is not expected here`);
}

/** An answer in the protocol of its request. Of those that are not JSON, only errors are written. */
export function written({ body }: Answer, request: HttpRequest): { readonly contentType: string; readonly content: string } {
  if (typeof body === 'string') {
    return { contentType: 'text/plain', content: body };
  }
  const error = `<Error><Code>${body.__type}</Code><Message>${body.message}</Message></Error>`;
  switch (protocolOf(request)) {
    case 'json': return { contentType: 'application/x-amz-json-1.1', content: JSON.stringify(body) };
    case 'query': return { contentType: 'text/xml', content: `<ErrorResponse>${error}</ErrorResponse>` };
    case 's3': return { contentType: 'application/xml', content: error };
  }
}
