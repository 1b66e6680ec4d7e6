import { Progress } from '../../../lib/preflight/cli/progress';

/** What is on the line at the end, as a terminal shows it, and all that was written. */
function shown(columns: number | undefined, steps: readonly (readonly [time: number, what: string, done: number])[]) {
  const written: string[] = [];
  let time = 0;
  const progress = new Progress({
    out: { write: () => undefined }, err: { isTTY: true, columns, write: (text: string) => written.push(text) }, env: {}, now: () => time,
  }, false);
  for (const [at, what, done] of steps) {
    time = at;
    progress.show(what, done, 10_000, 'nodes');
  }
  return { written, progress };
}

test('says what, how far and how much', () => {
  expect(shown(80, [[400, 'Judging', 4_200]]).written).toEqual(['\rJudging [============                  ] 4,200 of 10,000 nodes\x1B[K']);
  expect(shown(undefined, [[400, 'Judging', 10_000]]).written).toEqual(['\rJudging [==============================] 10,000 of 10,000 nodes\x1B[K']);
});

test('is at most as wide as the terminal, so that it never wraps', () => {
  expect(shown(40, [[400, 'Judging', 5_000]]).written).toEqual(['\rJudging [===    ] 5,000 of 10,000 nodes\x1B[K']);
  expect(shown(36, [[400, 'Judging', 5_000]]).written).toEqual(['\rJudging 5,000 of 10,000 nodes\x1B[K']);
  expect(shown(12, [[400, 'Judging', 5_000]]).written).toEqual(['\rJudging 5,0\x1B[K']);
});

test('comes late, and is written again where it changes for an eye, or where something else begins', () => {
  const { written } = shown(29, [[0, 'Reading', 0], [399, 'Reading', 1], [400, 'Reading', 2], [450, 'Reading', 3], [480, 'Reading', 4], [481, 'Judging', 0]]);
  expect(written.map(text => text.slice(1, 10))).toEqual(['Reading 2', 'Reading 4', 'Judging 0']);
});

test('is taken away, if it was there', () => {
  const { written, progress } = shown(80, [[399, 'Reading', 1]]);
  progress.clear();
  expect(written).toEqual([]);
  const late = shown(80, [[400, 'Reading', 1]]);
  late.progress.clear();
  late.progress.clear();
  expect(late.written.slice(1)).toEqual(['\r\x1B[K']);
});
