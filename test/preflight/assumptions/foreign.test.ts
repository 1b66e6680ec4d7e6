import { readdirSync } from 'fs';
import { join } from 'path';
import { Preflight, PreflightAssumption, PreflightReport, PreflightVerdict, PreflightWayOut } from '../../../lib';

const TEMPLATES = join(__dirname, '../foreign/templates');
const FILES = readdirSync(TEMPLATES, { withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => name).sort();
/** All but Default Host Management, which may well give a node what its template leaves out. */
const everything = (wayOut: PreflightWayOut) => [
  PreflightAssumption.subnets(wayOut), PreflightAssumption.defaultVpc(), PreflightAssumption.instanceProfile(), PreflightAssumption.image(),
  PreflightAssumption.permissionsBoundary(), PreflightAssumption.securityGroup(), PreflightAssumption.launchTemplate(),
];
const verdicts = ({ nodes }: PreflightReport) => new Map(nodes.map(({ id, verdict }) => [id, verdict]));

test.each(FILES)('%s: no assumption changes what is decided', file => {
  const path = join(TEMPLATES, file);
  const decided = [...verdicts(Preflight.ofFile(path))].filter(([, verdict]) => verdict !== PreflightVerdict.UNKNOWN);
  for (const wayOut of Object.values(PreflightWayOut)) {
    const assumed = verdicts(Preflight.ofFile(path, { assume: everything(wayOut) }));
    expect(decided.map(([id]) => [id, assumed.get(id)])).toEqual(decided);
  }
});
