// @ts-check
'use strict';

// The function behind UnloggedSessionAlarm. Plain JavaScript, for it runs as it is: on Lambda's Node.js 22, with the AWS SDK that the runtime brings.
// It is given events of CloudTrail, some minutes after they came, and looks whether their sessions have left transcripts.

const { createHandler } = require('./handler');

exports.handler = createHandler(process.env);
