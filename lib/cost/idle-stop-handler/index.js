// @ts-check
'use strict';

// The function behind IdleStop. Plain JavaScript, for it runs as it is: on Lambda's Node.js 22, with the AWS SDK that the runtime brings.
// It is given the nodes by their ids and their tags, and stops those that have had no session for a while.

const { createHandler } = require('./handler');

exports.handler = createHandler(process.env);
