// @ts-check
'use strict';

const MAX_LINES = 3;
const MAX_LENGTH = 160;

/**
 * Who writes of the agent: the agent itself, which also writes its version to the console, and what starts it. Whatever else is on the console may be of user
 * data, and so have secrets.
 */
const WRITERS = [
  /\bamazon-ssm-agent(\.\S+)?\[\d+\]: /,
  /\bAmazon SSM Agent v[\d.]+ is running\b/,
  /\bsystemd\[\d+\]: .*\bamazon-ssm-agent\b/,
  /^\s*\[\s*(OK|FAILED|DEPEND)\s*\] .*\bamazon-ssm-agent\b/,
];

/** Commands that user data ran with the agent's name in them, such as those that register a server with a code. */
const COMMANDS = /\b(cloud-init|user-data)\b|(^|\s)\++ |-(code|register)\b|\b(password|secret|token)\b/i;

/**
 * The last lines of the agent on a console.
 *
 * @param {string} text
 */
function agentLines(text) {
  return text.split(/\r?\n/)
    .map(plain)
    .filter(line => WRITERS.some(writer => writer.test(line)) && !COMMANDS.test(line))
    .slice(-MAX_LINES)
    .map(line => line.trim().slice(0, MAX_LENGTH));
}

/**
 * Without colors, and in characters of one byte, for the reason that CloudFormation shows is counted in bytes.
 *
 * @param {string} line
 */
function plain(line) {
  return line.replace(/\u001b\[[\d;]*[A-Za-z]/g, '').replace(/[^ -~]/g, '').replaceAll('"', '\'');
}

module.exports = { agentLines };
