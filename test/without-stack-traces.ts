// The CDK keeps where each element was made, and mapping these places to the sources takes half of the time of a test.
process.env.CDK_CONTEXT_JSON = JSON.stringify({
  'aws:cdk:disable-creation-stack-traces': true,
  'aws:cdk:disable-stack-trace': true,
});
