import { unknown } from './resolved-values';
import { gap } from '../../../model/symbolic-text';

const DYNAMIC_REFERENCE = /\{\{resolve:([^:{}]*):([^{}]*)\}\}/g;

/** Parameters that AWS publishes. Their path says what they are, for example the newest image of Amazon Linux. */
const PUBLIC_PATH = '/aws/service/';

/** A text with `{{resolve:...}}` in it: what only a deployment can read becomes a gap, public parameters stay, without a version. */
export function withDynamicReferences(text: string): string {
  return text.includes('{{resolve:') ? text.replace(DYNAMIC_REFERENCE, (_, service: string, key: string) => reference(service, key)) : text;
}

/** What a parameter of SSM gives. */
export function ssmParameter(path: string): string {
  return reference('ssm', path);
}

function reference(service: string, key: string): string {
  const path = key.replace(/:\d+$/, '');
  if (service === 'ssm' && path.startsWith(PUBLIC_PATH)) {
    return `{{resolve:ssm:${path}}}`;
  }
  const what = service === 'secretsmanager' ? 'secret' : service.startsWith('ssm') ? 'SSM parameter' : `value of ${service}`;
  return gap(unknown(`the ${what} ${path} is read at the deployment`).reason);
}
