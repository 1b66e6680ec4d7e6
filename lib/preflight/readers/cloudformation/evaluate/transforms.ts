import { unknown } from './resolved-values';
import { Known } from '../../../model/known';
import { isMap } from '../parse/raw';

/** Transforms of AWS that change no resource of which anything is read here. */
const LANGUAGE_EXTENSIONS_AND_SUCH = /^AWS::(LanguageExtensions|Serverless-2016-10-31|Include|SecretsManager-.*|CodeDeployBlueGreen|ServiceCatalog)$/;

/** Whether a template as a whole includes a file, which may hold resources. */
export function includesFile(transform: unknown): boolean {
  return transformsOf(transform).includes('AWS::Include');
}

/** Whether a transform of the template may change all of it; those of AWS that are well known do not. */
export function macroOf(transform: unknown): Known<true> {
  for (const name of transformsOf(transform)) {
    if (typeof name !== 'string' || !LANGUAGE_EXTENSIONS_AND_SUCH.test(name)) {
      return unknown(`the macro ${typeof name === 'string' ? name : ''} may change everything in the template`);
    }
  }
  return true;
}

function transformsOf(transform: unknown): unknown[] {
  return (Array.isArray(transform) ? transform as unknown[] : [transform ?? []]).flat().map(each => (isMap(each) ? each.Name : each));
}
