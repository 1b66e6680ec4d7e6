import { PreflightCdkFix } from '../preflight-cdk-fix';
import { partsOf } from './breakable';
import { Markup, markup, together } from './markup';
import { plain } from './wording';

const LANGUAGES = [['typescript', 'TypeScript'], ['python', 'Python']] as const;

// Longer words may not fit into a line of a phone.
const WHOLE_WORD = 16;

/** The choice of a language for all snippets of the page. The style shows what is chosen, so that it works without a script, too. */
export function languageChoice(): Markup {
  return together(
    markup`<fieldset class="languages wide"><legend>Fixes in</legend>`,
    markup`${LANGUAGES.map(([id, name], index) => markup`<label><input type="radio" name="language" id="${id}" value="${id}"${index === 0 ? markup` checked` : ''}> ${name}</label>`)}</fieldset>`,
  );
}

/** A fix as code of an app, in both languages. A click on the name of a language chooses it for the page. */
export function cdkFixMarkup(fix: PreflightCdkFix): Markup {
  return together(
    markup`<div class="cdk"><p>${LANGUAGES.map(([id, name]) => markup`<label for="${id}">${name}</label>`)}</p>`,
    markup`${LANGUAGES.map(([id]) => markup`<pre class="${id}"><code>${codeMarkup(fix[id])}</code></pre>`)}</div>`,
  );
}

function codeMarkup(code: string): Markup[] {
  return code.split('\n').map((line, index) => together(new Markup(index === 0 ? '' : '\n'), ...plain(line).split(/( +)/).map(breakableWord)));
}

function breakableWord(word: string): Markup {
  const parts = word.length <= WHOLE_WORD ? [word] : partsOf(word).flatMap(part => part.split(/(?<=[(\[{,])/));
  return together(...parts.map((part, index) => index === 0 ? markup`${part}` : markup`<wbr>${part}`));
}
