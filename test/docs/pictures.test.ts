import { existsSync, readFileSync, readdirSync } from 'fs';
import { dirname, join } from 'path';
import { PAGES, textOf } from '../../docs/pages';
import { PICTURES, stampOf } from '../../docs/pictures/pictures';

const FOLDER = join(__dirname, '../../docs/pictures');
const STAMPS: Record<string, string> = JSON.parse(readFileSync(join(FOLDER, 'stamps.json'), 'utf8'));

test.each(Object.keys(PICTURES))('%s is drawn from what it would be drawn from today (npx projen docs:pictures)', file => {
  expect(STAMPS[file]).toBe(stampOf(PICTURES[file]()));
});

test('a picture that is drawn otherwise has another stamp, and one of another day has not', () => {
  const picture = { page: '<p>Made on 2026-11-29 by 1.2.3</p>', width: 100 };
  expect(stampOf({ ...picture, page: '<p>Made on 2027-01-01 by 1.3.0</p>' })).toBe(stampOf(picture));
  expect(stampOf({ ...picture, page: '<p>Drawn on 2026-11-29 by 1.2.3</p>' })).not.toBe(stampOf(picture));
  expect(stampOf({ ...picture, width: 200 })).not.toBe(stampOf(picture));
});

test('there are those pictures and no others', () => {
  expect(readdirSync(FOLDER).filter(file => file.endsWith('.png')).sort()).toEqual(Object.keys(PICTURES).sort());
  expect(Object.keys(STAMPS)).toEqual(Object.keys(PICTURES));
});

test('each picture is on a page, and each picture of a page is there', () => {
  const shown = PAGES.flatMap(page => [...textOf(page).matchAll(/!\[([^\]]*)\]\(([^)]+\.png)\)/g)].map(([, alt, to]) => ({ page, alt, to })));
  const fileOf = ({ page, to }: { page: string; to: string }) => (
    to.startsWith('https:') ? to.replace(/^.*\/main\//, '') : join(dirname(page), to)
  );
  expect(shown.filter(picture => !existsSync(join(FOLDER, '../..', fileOf(picture))))).toEqual([]);
  expect(shown.filter(({ alt }) => alt.length < 40)).toEqual([]);
  expect(Object.keys(PICTURES).filter(file => !shown.some(picture => fileOf(picture) === `docs/pictures/${file}`))).toEqual([]);
});
