// @ts-check
'use strict';

// The function behind NodeOnlineCheck. Plain JavaScript, for it runs as it is: on Lambda's Node.js 22, with the AWS SDK that the runtime brings.
// The provider framework of the CDK calls it, waits between its calls, and answers CloudFormation.

const { createHandler } = require('./handler');

exports.handler = createHandler();
