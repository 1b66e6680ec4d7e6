import { arrow, box, drawing, group, note } from './drawing';

const WIDTH = 760;
const FOOT = 'Both ends call Systems Manager by TCP 443. Nothing leads in.';

/** Who connects, and what they reach: the same in every picture, by the height of the arrows between them. */
const you = (middle: number, words = ['start-session']) => box({ x: 16, y: middle - 42, width: 140, height: 84, lines: ['You', ...words], kind: 'person' })
  + arrow({ way: [{ x: 156, y: middle }, { x: 190, y: middle }] })
  + box({ x: 192, y: middle - 42, width: 144, height: 84, lines: ['Systems', 'Manager'], nameLines: 2, kind: 'aws' });
const out = (from: number, middle: number) => arrow({ way: [{ x: from, y: middle }, { x: 338, y: middle }], label: '443', at: { x: 362, y: middle - 14 } });
const internetGateway = (middle: number) => box({ x: 402, y: middle - 42, width: 108, height: 84, lines: ['Internet', 'gateway'], kind: 'way' }) + out(402, middle);

export function publicSubnet(): string {
  return drawing(WIDTH, 300,
    group({ x: 388, y: 16, width: 356, height: 220, title: 'VPC', kind: 'network' }),
    group({ x: 542, y: 48, width: 190, height: 172, title: 'public subnet', kind: 'subnet' }),
    you(144), internetGateway(144),
    box({ x: 556, y: 90, width: 162, height: 112, lines: ['Node', 'public address,', 'no open port'], kind: 'node' }),
    arrow({ way: [{ x: 556, y: 144 }, { x: 512, y: 144 }] }),
    note({ x: WIDTH / 2, y: 272 }, FOOT));
}

/** The node has its way out by a NAT, which is something of the public subnet. */
const behindNat = (nat: string) => you(120) + internetGateway(120)
  + box({ x: 556, y: 84, width: 162, height: 72, lines: ['NAT', nat], kind: 'way' })
  + box({ x: 556, y: 216, width: 162, height: 72, lines: ['Node', 'no open port'], kind: 'node' })
  // Beside the title of the subnet that it leads out of.
  + arrow({ way: [{ x: 706, y: 216 }, { x: 706, y: 158 }] })
  + arrow({ way: [{ x: 556, y: 120 }, { x: 512, y: 120 }] });

const natSubnets = () => group({ x: 388, y: 16, width: 356, height: 300, title: 'VPC', kind: 'network' })
  + group({ x: 542, y: 48, width: 190, height: 120, title: 'public subnet', kind: 'subnet' })
  + group({ x: 542, y: 180, width: 190, height: 124, title: 'private subnet', kind: 'subnet' });

export function privateSubnet(): string {
  return drawing(WIDTH, 376, natSubnets(), behindNat('gateway'), note({ x: WIDTH / 2, y: 352 }, FOOT));
}

export function lowCost(): string {
  return drawing(WIDTH, 376, natSubnets(), behindNat('instance'),
    box({ x: 192, y: 206, width: 144, height: 92, lines: ['IdleStop', 'looks every', '15 minutes'], kind: 'aws' }),
    arrow({ way: [{ x: 336, y: 252 }, { x: 554, y: 252 }], dashed: true, label: 'stops it when idle', at: { x: 445, y: 238 } }),
    note({ x: WIDTH / 2, y: 352 }, FOOT));
}

export function isolatedSubnet(): string {
  return drawing(WIDTH, 400,
    group({ x: 388, y: 16, width: 356, height: 324, title: 'VPC without a way to the Internet', kind: 'network' }),
    group({ x: 402, y: 48, width: 328, height: 172, title: 'isolated subnets', kind: 'subnet' }),
    you(104),
    box({ x: 192, y: 158, width: 144, height: 64, lines: ['CloudWatch', 'Logs, KMS'], kind: 'aws' }),
    box({ x: 192, y: 250, width: 144, height: 64, lines: ['Amazon S3', 'transcripts'], kind: 'aws' }),
    box({ x: 414, y: 84, width: 150, height: 120, lines: ['Endpoints', 'ssm, logs,', 'ssmmessages,', 'kms'], kind: 'way' }),
    box({ x: 600, y: 84, width: 118, height: 120, lines: ['Node', 'no open', 'port'], kind: 'node' }),
    box({ x: 414, y: 250, width: 150, height: 64, lines: ['Gateway', 'endpoint, free'], kind: 'way' }),
    arrow({ way: [{ x: 600, y: 144 }, { x: 566, y: 144 }] }),
    out(414, 104),
    arrow({ way: [{ x: 414, y: 188 }, { x: 338, y: 188 }] }),
    arrow({ way: [{ x: 660, y: 204 }, { x: 660, y: 282 }, { x: 566, y: 282 }] }),
    arrow({ way: [{ x: 414, y: 282 }, { x: 338, y: 282 }] }),
    note({ x: WIDTH / 2, y: 376 }, FOOT));
}

export function databaseTunnel(): string {
  return drawing(WIDTH, 376,
    group({ x: 388, y: 16, width: 356, height: 300, title: 'VPC without a way to the Internet', kind: 'network' }),
    group({ x: 402, y: 48, width: 328, height: 256, title: 'isolated subnets', kind: 'subnet' }),
    you(144, ['localhost:', '15432']),
    box({ x: 414, y: 88, width: 150, height: 112, lines: ['Endpoints', 'ssm,', 'ssmmessages'], kind: 'way' }),
    box({ x: 600, y: 88, width: 118, height: 112, lines: ['Node', 'no open', 'port'], kind: 'node' }),
    box({ x: 558, y: 236, width: 160, height: 60, lines: ['PostgreSQL', 'database'], kind: 'plain' }),
    arrow({ way: [{ x: 600, y: 144 }, { x: 566, y: 144 }] }),
    out(414, 144),
    arrow({ way: [{ x: 660, y: 200 }, { x: 660, y: 234 }], label: '5432', at: { x: 624, y: 225 } }),
    note({ x: WIDTH / 2, y: 352 }, 'The tunnel leads to this database alone. Nothing leads in.'));
}
