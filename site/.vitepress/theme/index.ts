import { onContentUpdated, type Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './style.css';

const KEY = 'language-of-snippets';
const TABS = '.vp-code-group .tabs label';

/** Whoever chooses a language sees every snippet in it, on each page. */
function show(language: string): void {
  for (const label of document.querySelectorAll<HTMLLabelElement>(TABS)) {
    if (label.textContent === language) {
      const tab = document.getElementById(label.htmlFor) as HTMLInputElement;
      const tabs = [...label.parentElement!.querySelectorAll('input')];
      const blocks = label.closest('.vp-code-group')!.querySelectorAll('.blocks > div');
      tab.checked = true;
      // As the theme does for the one that is clicked on, which scrolls to it as well.
      blocks.forEach((block, index) => block.classList.toggle('active', index === tabs.indexOf(tab)));
    }
  }
}

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp() {
    if (typeof window !== 'undefined') {
      window.addEventListener('click', event => {
        const label = event.isTrusted && event.target instanceof Element ? event.target.closest(TABS) : null;
        if (label?.textContent) {
          localStorage.setItem(KEY, label.textContent);
          show(label.textContent);
        }
      });
    }
  },
  setup() {
    onContentUpdated(() => requestAnimationFrame(() => show(localStorage.getItem(KEY) ?? '')));
  },
};

export default theme;
