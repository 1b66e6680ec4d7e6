import { ssmParameter } from './dynamic-references';
import { asText, outside, unknown } from './resolved-values';
import { NO_VALUE, Value } from './scope';
import { Unknown } from '../../../model/known';
import { gapIn, splitOutsideOpaque } from '../../../model/symbolic-text';
import { own } from '../parse/raw';

const LIST_TYPE = /^(CommaDelimitedList|List<.*>)$/;
const SSM_TYPE = /^AWS::SSM::Parameter::Value<(.*)>$/;

/** What `Ref` of a parameter gives, from the value that it has been given, or its default. */
export function parameterValue(declaration: unknown, given: Value | undefined, missing: Unknown): Value {
  const type = String(own(declaration, 'Type'));
  if (given === undefined || given === NO_VALUE) {
    return missing;
  }
  const [, ssmType] = SSM_TYPE.exec(type) ?? [];
  if (ssmType !== undefined) {
    return storedValue(given, LIST_TYPE.test(ssmType));
  }
  return LIST_TYPE.test(type) ? listValue(given) : scalarValue(given);
}

function scalarValue(given: Value): Value {
  return given instanceof Unknown || asText(given) !== undefined ? given : unknown('a parameter that is not a list is given a list or a map');
}

function listValue(given: Value): Value {
  const text = asText(given);
  if (text === undefined) {
    return Array.isArray(given) || given instanceof Unknown ? given : unknown('a parameter that is a list is given a map');
  }
  return gapIn(text) ?? splitOutsideOpaque(text, ',').map(item => item.trim());
}

/** The value is the path of a parameter of SSM. */
function storedValue(given: Value, isList: boolean): Value {
  const path = asText(given);
  if (path === undefined) {
    return given instanceof Unknown ? given : unknown('the path of an SSM parameter is a list or a map');
  }
  const value = ssmParameter(path);
  return isList ? outside(`the list in the SSM parameter ${path} is read at the deployment`) : value;
}
