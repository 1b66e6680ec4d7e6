import { App, Stack } from 'aws-cdk-lib';
import { VARIANTS } from './variants';

const [variant, nodes, outdir] = process.argv.slice(2);
// Loads and warms up what all variants share.
Object.values(VARIANTS).forEach((addNodes, index) => addNodes(new Stack(undefined, `Warm${index}`), 1));

const start = process.hrtime.bigint();
const app = new App({ outdir, treeMetadata: false, analyticsReporting: false });
VARIANTS[variant as keyof typeof VARIANTS](new Stack(app, 'Stack'), Number(nodes));
app.synth();
process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6));
