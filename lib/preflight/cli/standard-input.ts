import { readSync } from 'node:fs';

/** All of standard input. */
export function readStandardInput(read: typeof readSync = readSync): Buffer {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(65_536);
  for (;;) {
    try {
      const length = read(0, chunk);
      if (length === 0) { return Buffer.concat(chunks); }
      chunks.push(Buffer.from(chunk.subarray(0, length)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // On Windows, a pipe that ends.
      if (code === 'EOF') { return Buffer.concat(chunks); }
      if (code !== 'EAGAIN') { throw error; }
      // Another process has made the pipe non-blocking, and has not written yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
