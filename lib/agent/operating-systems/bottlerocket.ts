import { OfferedOperatingSystem, OfferedVersion } from './operating-system';

/**
 * The agent runs in the control container, which is on by default and carries `script`. The host takes no package and has no user.
 *
 * The data volume has the containers and what the agent keeps.
 */
export const bottlerocket: OfferedOperatingSystem = {
  platform: 'linux',
  title: 'Bottlerocket',
  officialImages: /bottlerocket/i,
  agent: true,
  script: true,
  rootDevice: '/dev/xvda',
  dataDevice: { name: '/dev/xvdb', size: 20 },
  versions: { 'aws-ecs-2': bottlerocketVariant('aws-ecs-2') },
  runsScripts: false,
  sessionsInContainer: true,
  see: [
    'https://github.com/bottlerocket-os/bottlerocket-control-container',
    'https://github.com/bottlerocket-os/bottlerocket/blob/develop/README.md#default-volumes',
    'https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-ami-bottlerocket.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-bottlerocket.html',
  ],
};

/**
 * The variants for Amazon ECS and Amazon EKS, of which there is one for each version of Kubernetes.
 *
 * @see https://bottlerocket.dev/en/os/latest/concepts/variants/
 */
export const BOTTLEROCKET_VARIANT = /^aws-(?:ecs-\d+|k8s-1\.\d+)(?:-nvidia)?(?:-fips)?$/;

/** @see https://github.com/bottlerocket-os/bottlerocket/blob/develop/QUICKSTART-ECS.md */
export function bottlerocketVariant(variant: string): OfferedVersion {
  const path = (architecture: string) => `/aws/service/bottlerocket/${variant}/${architecture}/latest/image_id`;
  return { publicParameters: { x86_64: path('x86_64'), arm64: path('arm64') } };
}
