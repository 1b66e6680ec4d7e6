import * as fc from 'fast-check';
import { sarifErrors } from './report/sarif';
import { Preflight, PreflightAssumption, PreflightVerdict, PreflightWayOut } from '../../lib';
import { hollowTemplate, templateLike } from './foreign/mutations';

const SEED = 20261128;
const OPTIONS = {
  assume: [
    PreflightAssumption.subnets(PreflightWayOut.ENDPOINTS), PreflightAssumption.image(), PreflightAssumption.instanceProfile(),
    PreflightAssumption.defaultHostManagement(),
  ],
};

/** An error of its own says which input it is about; those of a defect are TypeErrors and the like. */
const READABLE = /^Template: \S/;

/** What JavaScript lets through: values that are no JSON, and such that hold themselves. */
const anything = fc.anything({
  withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true, withSet: true, withSparseArray: true, maxDepth: 4,
});
const circular = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }).map(object => Object.assign(object, { Resources: object }));

test.each<[string, number, fc.Arbitrary<unknown>]>([
  ['JSON of any shape', 300, fc.jsonValue({ maxDepth: 6 })],
  ['anything', 300, anything],
  ['what holds itself', 50, circular],
  ['JSON with the keys of templates', 200, templateLike()],
  ['resources of the right types with wrong properties', 150, hollowTemplate()],
])('%s is reported on, or refused with an error that people can read', (_, numRuns, inputs) => {
  fc.assert(fc.property(inputs, input => {
    const report = reportOrRefusal(input);
    expect(report === undefined || Object.values(PreflightVerdict).includes(report.verdict)).toBe(true);
    expect(report && sarifErrors(JSON.parse(report.toSarif()))).toEqual(report && []);
  }), { seed: SEED, numRuns });
});

function reportOrRefusal(input: unknown) {
  try {
    const report = Preflight.ofTemplate(input as { [key: string]: unknown }, OPTIONS);
    // Paths are drawn when somebody looks.
    report.toText();
    report.toJsonText();
    report.toJunit();
    report.toGithubAnnotations();
    return report;
  } catch (error) {
    expect((error as Error).message).toMatch(READABLE);
    return undefined;
  }
}
