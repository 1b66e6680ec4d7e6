import { join } from 'path';
import { MotoServer } from '../http/moto-server';
import { pythonEnvironment } from '../python-environment';

/** The Python that has the emulator. */
export function ministackPython(): string {
  return pythonEnvironment({ program: 'ministack', requirements: join(__dirname, 'requirements.txt') });
}

/** Before the tests, so that not each of them installs the same at the same time. */
export default async function install(): Promise<void> {
  ministackPython();
  await (await MotoServer.start()).stop();
}
