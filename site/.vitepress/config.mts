import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitepress';
import { ADDRESS, BASE, REPOSITORY } from './address';
import { anchorOf, asSite } from './markdown';
import { excluded, sidebar } from './navigation';

const notPages = excluded();

/** The pages are outside of this folder, and so of its node_modules. */
const modulesOfTheSite: Plugin = {
  name: 'modules-of-the-site',
  enforce: 'pre',
  resolveId(module, importer, options) {
    return importer?.endsWith('.md') && !/^[./]/.test(module)
      ? this.resolve(module, fileURLToPath(import.meta.url), { ...options, skipSelf: true })
      : undefined;
  },
};

export default defineConfig({
  title: 'cdk-session-manager',
  description: 'AWS CDK constructs for access through AWS Systems Manager Session Manager, and preflight, which proves it from templates',
  lang: 'en',
  base: BASE,
  srcDir: '../docs',
  srcExclude: notPages,
  cleanUrls: true,
  sitemap: { hostname: ADDRESS },
  head: [['meta', { property: 'og:image', content: `${REPOSITORY.replace('github.com', 'raw.githubusercontent.com')}/main/docs/pictures/overview.png` }]],
  markdown: {
    // A page names tags of user data, such as <powershell>, and has none of its own.
    html: false,
    anchor: { slugify: anchorOf },
    config: markdown => asSite(markdown, notPages),
  },
  vite: { plugins: [modulesOfTheSite] },
  themeConfig: {
    sidebar,
    nav: [
      { text: 'Guides', link: '/connect' },
      { text: 'Rules', link: '/rules' },
      { text: 'Troubleshooting', link: '/troubleshooting' },
      { text: 'API', link: `${REPOSITORY}/blob/main/API.md` },
    ],
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          options: {
            // The id of a rule is a word, beside its parts.
            tokenize: text => [...text.split(/[\n\r\p{Z}\p{P}]+/u), ...(text.match(/\b[A-Z]{3}-[A-Z]{3}-\d{3}\b/gi) ?? [])],
          },
        },
      },
    },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    editLink: { pattern: `${REPOSITORY}/edit/main/docs/:path`, text: 'Edit this page on GitHub' },
    notFound: {
      title: 'There is no such page',
      quote: 'It may have another name now. Search for it, or begin with the guides.',
      linkText: 'To the start',
    },
    footer: { message: 'Apache-2.0. Not yet deployed to a real AWS account: see Limits.' },
  },
});
