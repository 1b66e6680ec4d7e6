import { createServer } from 'net';
import { EndedBeforeItServed, onFreePort } from './emulator';

test('a server whose port was taken in between is started again, on another one', async () => {
  const ports: number[] = [];
  const port = await onFreePort(async free => {
    ports.push(free);
    if (ports.length < 3) { throw new EndedBeforeItServed('already in use'); }
    return free;
  });
  expect([ports.length, ports[2]]).toEqual([3, port]);
});

test('a server that ends each time fails with what it said', async () => {
  let attempts = 0;
  await expect(onFreePort(async () => { attempts++; throw new EndedBeforeItServed('no such module'); })).rejects.toThrow('ministack ended before it served: no such module');
  expect(attempts).toBe(5);
});

test('any other failure is told at once', async () => {
  let attempts = 0;
  await expect(onFreePort(async () => { attempts++; throw new Error('bootstrap failed'); })).rejects.toThrow('bootstrap failed');
  expect(attempts).toBe(1);
});

test('the port can be listened to', async () => {
  const server = createServer();
  await onFreePort(async port => new Promise<void>(done => server.listen(port, '127.0.0.1', done)));
  expect(server.listening).toBe(true);
  server.close();
});
