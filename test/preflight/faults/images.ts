/** The public parameters of images. */
export const IMAGES = {
  /** Without the agent and without `script`. */
  MINIMAL: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-x86_64}}',
  MINIMAL_ARM: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-arm64}}',
  /** With an agent that receives commands from ec2messages. */
  OLD_WINDOWS: '{{resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2012-R2_RTM-English-64Bit-Base}}',
} as const;
