import { SourceLines } from '../../../model/location';
import { resourceLines } from '../parse/resource-lines';
import { TemplateSource } from '../parse/source';

/** Where the resources of a template are written. Most reports never ask, and files of thousands of resources take their time. */
export function linesOf({ templatePath, metadata }: TemplateSource): SourceLines {
  let lines: ReadonlyMap<string, number> | undefined;
  return {
    inTemplate: logicalId => (lines ??= resourceLines(templatePath)).get(logicalId),
    inCode: constructPath => metadata.placeInCode(constructPath),
  };
}
