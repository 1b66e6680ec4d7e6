import { ACCESS_TAGS } from './access-tags';
import { NAME } from './likeness';

const TAGS = {
  ...Object.fromEntries(Object.entries(ACCESS_TAGS).map(([verdict, { className, sign, name }]) => [verdict, [className, sign, name]])),
  '-': ['off', '·', 'Not there'],
};

/**
 * The script of the HTML report, as the browser runs it.
 *
 * Its hash is in the Content-Security-Policy of the page, so it must not depend on the data.
 */
export const SCRIPT = String.raw`
(() => {
  'use strict';
  const search = document.getElementById('search');
  const matches = document.getElementById('matches');
  const none = document.getElementById('none');
  const stacks = document.getElementById('stack');
  const languages = [...document.querySelectorAll('input[name=language]')];
  const filters = [...document.querySelectorAll('[data-filter]')];
  const nodes = [...document.querySelectorAll('details.node')].map(element => {
    const summary = element.firstElementChild;
    const stack = summary.querySelector('.stack').textContent;
    const words = [summary.querySelector('h3').textContent, stack, element.dataset.verdict, element.dataset.rules];
    const causes = (element.dataset.causes || '').split(' ');
    return { element, summary, stack, verdict: element.dataset.verdict, causes, text: words.join(' ').toLowerCase() };
  });
  const causes = [...document.querySelectorAll('details.cause[data-index]')].map(element => {
    const links = [...element.querySelectorAll('.links li')].map(item => [item, document.getElementById(item.firstElementChild.getAttribute('href').slice(1))]);
    return { element, links, index: element.dataset.index, count: element.querySelector('.count'), all: element.querySelector('.count').textContent };
  });
  const NAME = /${NAME.source}/g;
  const bodies = new Map();
  let verdict = '';
  let cause = null;
  let openedToPrint = [];

  // A body that is like another one is that one with other names.
  const named = (text, changes) => {
    const others = new Map();
    for (let at = 0; at < changes.length; at += 2) { others.set(Number(changes[at]), changes[at + 1]); }
    const ordinals = new Map();
    return text.replace(NAME, name => {
      if (!ordinals.has(name)) { ordinals.set(name, ordinals.size); }
      const other = others.get(ordinals.get(name));
      return other === undefined ? name : other;
    });
  };

  const bodyOf = element => {
    const known = bodies.get(element);
    if (known !== undefined) { return known; }
    const { like, names } = element.dataset;
    const text = like
      ? named(bodyOf(nodes[like].element), names === '' ? [] : names.split(' '))
      : element.querySelector(':scope > noscript').textContent;
    bodies.set(element, text);
    return text;
  };

  // The body of a closed node is text until the node is opened.
  const build = element => {
    const closed = element.querySelector(':scope > noscript');
    if (closed) { closed.replaceWith(...new DOMParser().parseFromString(bodyOf(element), 'text/html').body.childNodes); }
  };

  const filter = () => {
    const terms = search.value.toLowerCase().split(/\s+/).filter(term => term !== '');
    const stack = stacks ? stacks.value : '';
    const withCause = new Map();
    let shown = 0;
    let chosen = 0;
    for (const node of nodes) {
      const isChosen = (stack === '' || node.stack === stack) && (verdict === '' || node.verdict === verdict) && terms.every(term => node.text.includes(term));
      const isShown = isChosen && (!cause || node.causes.includes(cause.dataset.cause));
      if (node.element.hidden === isShown) { node.element.hidden = !isShown; }
      if (isShown) { shown += 1; }
      if (isChosen) {
        chosen += 1;
        for (const index of node.causes) { withCause.set(index, (withCause.get(index) || 0) + 1); }
      }
    }
    for (const { element, links, index, count, all } of causes) {
      const left = withCause.get(index) || 0;
      element.hidden = left === 0;
      count.textContent = chosen === nodes.length ? all : left + ' of ' + all;
      for (const [item, node] of links) { item.hidden = node.hidden && !cause; }
    }
    none.hidden = shown > 0 || nodes.length === 0;
    const count = (shown === nodes.length ? '' : shown + ' of ') + nodes.length + (nodes.length === 1 ? ' node' : ' nodes');
    matches.textContent = count + (cause ? ' with ' + cause.dataset.rule : '');
  };

  // The address keeps what is chosen, so that it can be passed on.
  const keep = () => {
    const language = languages.find(input => input.checked);
    const state = { search: search.value, stack: stacks ? stacks.value : '', verdict, cause: cause ? cause.closest('details').id : '', language: language && language !== languages[0] ? language.value : '' };
    const kept = new URLSearchParams(Object.entries(state).filter(([, value]) => value !== '')).toString();
    history.replaceState(null, '', kept === '' ? location.pathname + location.search : '#?' + kept);
  };

  const press = () => {
    for (const button of filters) { button.setAttribute('aria-pressed', String(button.dataset.filter === verdict)); }
  };

  const choose = () => {
    const kept = new URLSearchParams(location.hash.slice(2));
    const of = name => kept.get(name) || '';
    const button = document.getElementById(of('cause'));
    search.value = of('search');
    if (stacks) { stacks.value = [...stacks.options].some(option => option.value === of('stack')) ? of('stack') : ''; }
    verdict = filters.some(filter => filter.dataset.filter === of('verdict')) ? of('verdict') : '';
    cause = button && button.querySelector('[data-cause]');
    for (const input of languages) { input.checked = input.checked || input.value === of('language'); }
    press();
    filter();
  };

  const shownNodes = () => nodes.filter(node => !node.element.hidden);

  const move = (from, step) => {
    const shown = shownNodes();
    const at = shown.findIndex(node => node.element === from);
    if (at + step < 0 && from) { search.focus(); return; }
    const next = shown[Math.min(Math.max(at + step, 0), shown.length - 1)];
    if (next) { next.summary.focus(); }
  };

  // All nodes, or all of one cause.
  const showAll = of => {
    cause = of;
    verdict = '';
    search.value = '';
    if (stacks) { stacks.value = ''; }
    press();
    filter();
  };

  const openToPrint = () => {
    for (const element of [...document.querySelectorAll('details.cause'), ...shownNodes().map(node => node.element)]) {
      build(element);
      for (const details of [element, ...element.querySelectorAll('details')]) {
        if (!details.open) { details.open = true; openedToPrint.push(details); }
      }
    }
  };

  const closeAfterPrint = () => {
    for (const details of openedToPrint) { details.open = false; }
    openedToPrint = [];
  };

  // A cell says what is true of any document, or of the one that is chosen, and then its answer tells of that one alone.
  const documents = document.getElementById('document');
  const cells = [...document.querySelectorAll('[popovertarget]:not(.close)')].map(button => {
    const answer = document.getElementById(button.getAttribute('popovertarget'));
    return { button, opened: button.nextElementSibling, answer, verdicts: answer.dataset.verdicts.split(' ') };
  });
  const tags = ${JSON.stringify(TAGS)};
  const chooseDocument = () => {
    const chosen = documents.value;
    for (const { button, opened, answer, verdicts } of cells) {
      const [className, sign, word] = tags[chosen === '' ? answer.dataset.verdict : verdicts[chosen]];
      const [shownSign, text] = [document.createElement('span'), document.createTextNode(' ' + word)];
      shownSign.setAttribute('aria-hidden', 'true');
      shownSign.textContent = sign;
      button.firstElementChild.className = 'tag ' + className;
      button.firstElementChild.replaceChildren(shownSign, text);
      if (opened) { opened.hidden = chosen !== ''; }
      for (const reason of answer.querySelectorAll('[data-documents]')) {
        reason.hidden = chosen !== '' && !reason.dataset.documents.split(' ').includes(chosen);
      }
    }
  };
  if (documents) {
    documents.addEventListener('change', chooseDocument);
    if (documents.value !== '') { chooseDocument(); }
  }

  let typedAt;
  search.addEventListener('input', () => {
    typedAt = location.hash;
    filter();
  });
  // A link that is followed takes the focus, and then what was typed before changes no address.
  search.addEventListener('change', () => {
    if (location.hash === typedAt) { keep(); }
  });
  for (const input of languages) { input.addEventListener('change', keep); }
  if (stacks) {
    stacks.addEventListener('change', () => {
      filter();
      keep();
    });
  }

  for (const button of filters) {
    button.addEventListener('click', () => {
      verdict = button.dataset.filter;
      if (verdict === '') { cause = null; }
      press();
      filter();
      keep();
    });
  }

  for (const button of document.querySelectorAll('[data-cause]')) {
    button.addEventListener('click', () => {
      showAll(button);
      keep();
      move(null, 0);
    });
  }

  // The height of closed nodes is a guess until they are in sight, so that a first scroll may miss.
  const show = target => {
    target.scrollIntoView();
    requestAnimationFrame(() => requestAnimationFrame(() => target.scrollIntoView()));
  };

  // A link to a node or to a cause opens it. A link to a choice chooses.
  const openTarget = () => {
    if (location.hash.startsWith('#?')) { choose(); return; }
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    if (target.tagName !== 'DETAILS') { show(target); return; }
    if (target.hidden) { showAll(null); }
    build(target);
    target.open = true;
    target.firstElementChild.focus();
    show(target);
  };

  // A click comes before the node opens, so that nothing jumps. The browser's own search opens nodes without a click.
  document.addEventListener('click', event => {
    const node = event.target.closest('details.node > summary');
    if (node) { build(node.parentElement); }
  });
  document.addEventListener('toggle', event => build(event.target), true);

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('.access, select')) { return; }
    const inSearch = event.target === search;
    const node = event.target.closest('details.node');
    const step = { ArrowDown: 1, ArrowUp: -1, ...(inSearch ? {} : { j: 1, k: -1 }) }[event.key];
    if (event.key === '/' && !inSearch) {
      search.focus();
      search.select();
    } else if (event.key === 'Escape' && inSearch) {
      search.value = '';
      cause = null;
      filter();
      keep();
    } else if (step && (node || (inSearch && step > 0) || event.key.length === 1)) {
      move(node, step);
    } else {
      return;
    }
    event.preventDefault();
  });

  addEventListener('beforeprint', openToPrint);
  addEventListener('afterprint', closeAfterPrint);
  matchMedia('print').addEventListener('change', event => event.matches ? openToPrint() : closeAfterPrint());
  // A browser may restore the search text after a reload.
  filter();
  addEventListener('hashchange', openTarget);
  openTarget();
  // When it has loaded, a browser goes to the place in the address by itself, and takes the focus away.
  addEventListener('load', () => setTimeout(() => { if (!location.hash.startsWith('#?')) { openTarget(); } }));
})();
`;
