// Loaded into a Lambda function before its code. The function dies, once, as it is about to call an operation.
const { existsSync, writeFileSync } = require('fs');
const http = require('http');

const { FUNCTION_DIES_AT: operation, FUNCTION_HAS_DIED: mark } = process.env;
const { request } = http;

http.request = (...args) => {
  if (args[0].headers?.['x-amz-target'] === `AmazonSSM.${operation}` && !existsSync(mark)) {
    writeFileSync(mark, '');
    process.kill(process.pid, 'SIGKILL');
  }
  return request(...args);
};
