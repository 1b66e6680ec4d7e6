import { NO_WAY_OUT, finding, node } from './fixtures';
import { Likenesses, NAME } from '../../../lib/preflight/report/likeness';

const LONG = '<li>one of many words that are the same in each text, so that names are short beside it</li>'.repeat(3);

const find = (...texts: string[]) => {
  const likenesses = new Likenesses<number>();
  return texts.map((text, index) => likenesses.find(LONG + text, index)).at(-1);
};

/** What the page makes of a likeness, as its script does. */
function remade(model: string, names: readonly (readonly [number, string])[]): string {
  const others = new Map(names);
  const ordinals = new Map<string, number>();
  return model.replace(new RegExp(NAME.source, 'g'), name => {
    if (!ordinals.has(name)) { ordinals.set(name, ordinals.size); }
    return others.get(ordinals.get(name)!) ?? name;
  });
}

describe('a text is like an earlier one', () => {
  test.each([
    ['if it is the same', '<b>A1</b>', '<b>A1</b>'],
    ['if a name differs', '<b>A1</b>', '<b>B2</b>'],
    ['if a name differs wherever it is', '<b>A1</b><i>A1 is closed</i>', '<b>B2</b><i>B2 is closed</i>'],
    ['if two names become one', '<b>A1</b><b>A2</b>', '<b>B</b><b>B</b>'],
    ['if two names change places', '<b>A1</b><b>A2</b>', '<b>A2</b><b>A1</b>'],
    ['if a path differs', '<b>Shop/A/1</b>', '<b>Shop/B/2</b>'],
    ['if a name is a part of another one', '<b>A</b><b>AB</b>', '<b>C</b><b>AB</b>'],
  ])('%s', (_, model, text) => {
    const like = find(model, text);
    expect(like?.model).toBe(0);
    expect(remade(LONG + model, like!.names)).toBe(LONG + text);
  });

  test('the latest one that fits', () => {
    expect(find('<b>A</b><b>A</b>', '<b>A</b><b>B</b>', '<b>C</b><b>C</b>')?.model).toBe(1);
  });
});

describe('a text is not like an earlier one', () => {
  test.each([
    ['if one name would become two', '<b>A1</b><b>A1</b>', '<b>B1</b><b>B2</b>'],
    ['if an element differs', '<b>A1</b>', '<b>A1</b><i></i>'],
    ['if a character differs that no name has', '<b>A1</b>', '<b>A1?</b>'],
    ['if a name goes on', '<b>A1</b><i>A1</i>', '<b>B</b><i>B2</i>'],
    ['if it goes on', '<b>A1</b>', '<b>A1</b>B2'],
    ['if it ends early', '<b>A1</b> B2', '<b>A1</b>'],
    ['if it has a name more', '<b>A1</b>', '<b>A1 B2</b>'],
    ['if its names are nearly as long as itself', '<b>A1</b>', `<b>${'A'.repeat(400)}</b>`],
  ])('%s', (_, model, text) => {
    expect(find(model, text)).toBeUndefined();
  });
});

test('names of findings are as good as names of nodes', () => {
  const text = (id: string) => LONG + JSON.stringify(node(id, { findings: [finding('SSM-NET-006', { logicalId: `${id}Role` })], paths: NO_WAY_OUT.paths }));
  const likenesses = new Likenesses<number>();
  expect(likenesses.find(text('Shop/One'), 1)).toBeUndefined();
  const like = likenesses.find(text('Shop/Two'), 2)!;
  expect(remade(text('Shop/One'), like.names)).toBe(text('Shop/Two'));
});
