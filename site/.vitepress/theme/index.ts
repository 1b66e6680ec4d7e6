import { onContentUpdated, type Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './style.css';

const KEY = 'language-of-snippets';
const TABS = '.vp-code-group .tabs label';

/** Whoever chooses a language sees every snippet in it, on each page. */
function show(language: string): void {
  for (const label of document.querySelectorAll<HTMLLabelElement>(TABS)) {
    const tab = document.getElementById(label.htmlFor) as HTMLInputElement | null;
    if (label.textContent === language && tab && !tab.checked) {
      // The theme shows the block of a tab that is clicked on.
      label.click();
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
