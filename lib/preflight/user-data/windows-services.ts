import { AGENT_NAME, AgentEffect } from './agent-event';

/** What statements of PowerShell and of batch files do to services and programs; the first of each effect counts. */
const EFFECTS: readonly (readonly [AgentEffect, RegExp])[] = [
  ['stop', /\b(stop-service|spsv)\b|\bnet1?(\.exe)?\s+stop\b|\bsc(\.exe)?\s+stop\b|\.stop(service)?\(\)|-status\s+["']?stopped/i],
  ['disable', /-startup(type|mode)?\s+["']?disabled|\bsc(\.exe)?\s+config\b.*\bstart=\s*disabled|changestartmode\(\s*["']disabled|services\\amazonssmagent\b.*\bstart\b.*\b4\b/i],
  ['remove', /\b(remove-service|uninstall-package)\b|\bsc(\.exe)?\s+delete\b|\bmsiexec(\.exe)?\b.*[/-]x\b|\/uninstall\b|\.uninstall\(\)|\bcall\s+uninstall\b/i],
  ['enable', /-startup(type|mode)?\s+["']?(automatic|manual)|\bsc(\.exe)?\s+config\b.*\bstart=\s*(auto|delayed-auto|demand)/i],
  ['start', /\b(start-service|sasv|restart-service)\b|\bnet1?(\.exe)?\s+start\b|\bsc(\.exe)?\s+start\b|\.start(service)?\(\)|-status\s+["']?running/i],
  ['upset', /\b(stop-process|spps|taskkill|kill)\b/i],
];

const REBOOT = /^(restart-computer\b|shutdown(\.exe)?\b.*[/-]r\b)/i;

/** What a statement does to the agent, in the order of the effects; nothing for most. */
export function windowsEffects(statement: string): AgentEffect[] {
  if (REBOOT.test(statement)) { return ['reboot']; }
  if (!AGENT_NAME.test(statement) || /^(write-|echo\b|rem\b|::)/i.test(statement)) { return []; }
  return EFFECTS.filter(([, pattern]) => pattern.test(statement)).map(([effect]) => effect);
}
