import { findById, Finder, Names, UnknownName } from '../../lib/preflight/find-by-id';

interface Thing {
  readonly id: string;
  readonly path?: string;
}

const describeThing = ({ id, path }: Thing): Names => ({ exactly: path, roughly: [id.split('/').pop()!] });
const SOUGHT = { parameter: 'thing', what: 'thing' };
const THINGS: Thing[] = [
  { id: 'App/One', path: 'Path/One' }, { id: 'App/Two', path: 'App/Two' }, { id: 'Other/Two' }, { id: 'Twice', path: 'Same' }, { id: 'Again', path: 'Same' }, { id: 'Deep/Three/Node' },
];

test.each(['App/One', 'Path/One', 'App/Two', 'Other/Two', 'One', 'Two', 'Deep/Three', 'Same', 'Twice', 'Nothing', ''])('one of many by %j is what a search finds', id => {
  const answer = (find: () => Thing) => {
    try { return find(); } catch (error) { return error; }
  };
  const found = answer(() => new Finder(THINGS, describeThing, SOUGHT).find(id));
  expect(found).toEqual(answer(() => findById(THINGS, describeThing, id, SOUGHT)));
  expect(found instanceof UnknownName).toBe(['Two', 'Same', 'Nothing', ''].includes(id));
});
