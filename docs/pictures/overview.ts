import { arrow, box, drawing, group, note } from './drawing';

const WIDTH = 760;

/** What the library is, at a glance. */
export function overview(): string {
  return drawing(WIDTH, 512,
    group({ x: 208, y: 16, width: 536, height: 340, title: 'AWS', kind: 'cloud' }),
    group({ x: 508, y: 48, width: 220, height: 162, title: 'your VPC', kind: 'network' }),
    box({ x: 16, y: 86, width: 152, height: 108, lines: ['Your team', 'CLI, console,', 'no SSH key'], kind: 'person' }),
    box({ x: 220, y: 86, width: 202, height: 108, lines: ['Session Manager', 'IAM says who,', 'and for what'], kind: 'aws' }),
    box({ x: 524, y: 86, width: 188, height: 108, lines: ['Your server', 'no open port,', 'no bastion host'], kind: 'node' }),
    arrow({ way: [{ x: 168, y: 140 }, { x: 218, y: 140 }] }),
    arrow({ way: [{ x: 524, y: 140 }, { x: 424, y: 140 }], label: '443 out', at: { x: 467, y: 126 } }),
    box({ x: 224, y: 246, width: 152, height: 92, lines: ['KMS key', 'encrypts the', 'session'], kind: 'aws' }),
    box({ x: 394, y: 246, width: 156, height: 92, lines: ['Transcripts', 'S3 bucket,', 'log group'], kind: 'aws' }),
    box({ x: 568, y: 246, width: 160, height: 92, lines: ['Audit', 'who and when,', 'alarms'], kind: 'aws' }),
    arrow({ way: [{ x: 300, y: 194 }, { x: 300, y: 244 }], dashed: true }),
    arrow({ way: [{ x: 618, y: 194 }, { x: 618, y: 228 }, { x: 472, y: 228 }, { x: 472, y: 244 }], dashed: true }),
    box({
      x: 16,
      y: 378,
      width: 728,
      height: 84,
      lines: [
        'Preflight, before anything is deployed', 'each node CONNECTS, is BLOCKED with the fix, or is UNKNOWN',
      ],
      kind: 'proof',
    }),
    note({ x: WIDTH / 2, y: 494 }, 'If it synthesizes, it connects.'));
}
