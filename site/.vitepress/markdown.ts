import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { REPOSITORY } from './address';

/** What each snippet of TypeScript is in Python, by its code: null if it is for TypeScript alone. `npx projen docs:python` makes it. */
const PYTHON: Readonly<Record<string, string | null>> = JSON.parse(readFileSync(new URL('../../.cache/python.json', import.meta.url), 'utf8'));

/** What GitHub hides, such as the marks of tables that are computed. */
const COMMENT = /<!--[^]*?-->\n?/g;

/** The anchors that GitHub gives to headings, so that a link is good on both. */
export function anchorOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
}

/** Pages are written for GitHub. Here snippets get a tab with Python, and what is no page of the site leads to GitHub. */
export function asSite(markdown: MarkdownRenderer, notPages: readonly string[]): void {
  const { render } = markdown;
  markdown.render = (source, env) => render.call(markdown, withPython(source.replace(COMMENT, '')), env);
  markdown.core.ruler.push('leave-the-site', ({ tokens, env }) => {
    for (const link of tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'link_open')) {
      const to = link.attrGet('href')!;
      const file = posix.join('docs', posix.dirname(env.relativePath), to);
      if (!/^([a-z]+:|#|\/)/.test(to) && (!file.startsWith('docs/') || notPages.includes(file.replace(/^docs\/|#.*/g, '')))) {
        link.attrSet('href', `${REPOSITORY}/blob/main/${file}`);
      }
    }
  });
}

function withPython(source: string): string {
  return source.replace(/^```ts(?: nofixture)?\n([^]*?)^```$(?:\n\n(?:The same in Python:\n\n)?```python\n[^]*?^```$)?/gm, (fence, code) => {
    const python = PYTHON[code];
    if (python === undefined) {
      throw new Error(`a snippet has no Python, because docs/ has changed since; run npx projen docs:python\n${code}`);
    }
    if (python === null) {
      return `\`\`\`ts\n${code}\`\`\``;
    }
    return `::: code-group\n\`\`\`ts [TypeScript]\n${code}\`\`\`\n\`\`\`python [Python]\n${python}\`\`\`\n:::`;
  });
}
