// Every link of the built site, and of the README to it, leads to a page that is there, and to a heading of it.
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path => fileURLToPath(new URL(path, import.meta.url));
const SITE = new URL(JSON.parse(readFileSync(here('package.json'), 'utf8')).homepage);
const BUILT = here('.vitepress/dist');

const pages = new Map(readdirSync(BUILT, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.html')).map(file => {
  const html = readFileSync(join(BUILT, file), 'utf8');
  return [SITE.pathname + file.replace(/(^|\/)index\.html$|\.html$/, '$1'), {
    anchors: new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)),
    links: [...html.matchAll(/<a\s[^>]*?href="([^"]+)"/g)].map(([, to]) => to.replaceAll('&amp;', '&')),
  }];
}));

function brokenLinks(from, links) {
  return links.map(to => [to, new URL(to, new URL(from, SITE))]).filter(([, url]) => url.origin === SITE.origin && url.pathname.startsWith(SITE.pathname))
    .filter(([, { pathname, hash }]) => {
      const page = pages.get(pathname);
      return !page || (hash && !page.anchors.has(decodeURIComponent(hash.slice(1))));
    })
    .filter(([, { pathname }]) => posix.extname(pathname) === '')
    .map(([to]) => `${from} links to ${to}, which is not there`);
}

const readme = [...readFileSync(here('../README.md'), 'utf8').matchAll(/\]\((https:[^)]+)\)/g)].map(([, to]) => to);
const broken = [...[...pages].flatMap(([page, { links }]) => brokenLinks(page, links)), ...brokenLinks('README.md', readme)];
const looked = [...pages.values()].reduce((sum, { links }) => sum + links.length, readme.length);
console.log(broken.length > 0 ? broken.join('\n') : `${looked} links of ${pages.size} pages and of the README lead somewhere`);
process.exitCode = broken.length > 0 || pages.size < 10 ? 1 : 0;
