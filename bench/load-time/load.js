// Not TypeScript, whose compiler would be loaded first.
const { cdk, library } = JSON.parse(process.argv[2]);
const start = process.hrtime.bigint();
for (const [module, names] of cdk) {
  const loaded = require(module);
  names.forEach(name => loaded[name]);
}
if (library !== undefined) {
  require(library);
}
process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6));
