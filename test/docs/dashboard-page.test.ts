import { answerTo, dashboardPage } from '../../docs/pictures/dashboard-page';
import { Story, story } from '../../docs/pictures/dashboard-story';

const told = story();
const page = dashboardPage(told);
const widgets = told.body.widgets;
const rowsOf = (title: string) => answerTo(widgets.find(({ properties }) => properties.title === title)!, told).rows;

/** The part of the page that shows a widget. */
const shownAs = (title: string) => page.split('<section').find(section => section.includes(`<h2>${title}</h2>`))!;

test.each(widgets.map(widget => [widget.properties.title, widget] as const))('%s is where its widget is', (title, { x, y, width, height }) => {
  expect(shownAs(title)).toContain(`grid-area: ${y + 1} / ${x + 1} / span ${height} / span ${width}"`);
});

test.each(widgets.filter(({ properties: { query } }) => query).map(({ properties: { title } }) => title))('%s shows what its query finds', title => {
  const rows = rowsOf(title);
  expect(rows.length).toBeGreaterThan(2);
  Object.values(rows[0]).forEach(value => expect(shownAs(title)).toContain(`>${value}<`));
});

test('the longest bar is that with the most sessions', () => {
  expect(rowsOf('Sessions by person').map(({ sessions }) => sessions)).toEqual([5, 4, 3]);
  expect(shownAs('Sessions by person').match(/width: \d+%/g)).toEqual(['width: 100%', 'width: 80%', 'width: 60%']);
});

test('the box has the word that the lines below have', () => {
  expect(page).toContain('<label>Typed <span>sudo</span></label>');
  expect(rowsOf('Find what was typed').every(({ line }) => String(line).includes('sudo'))).toBe(true);
  expect(page).not.toContain('WHAT-WAS-TYPED');
});

test('an alarm is raised by what is in the transcripts', () => {
  expect(shownAs('Alarms')).toContain('<div class="raised"><b>▲ In alarm</b>something-deleted</div><div class="calm"><b>✓ OK</b>accounts-changed</div>');
});

test('a table has the columns of its query that have a value, in their order, and the rows that fit', () => {
  const [header, ...rows] = shownAs('Denied attempts').split('<tr>').slice(1);
  expect(header.match(/>[^<]+(?=<\/th>)/g)).toEqual(['>@timestamp', '>person', '>call', '>node', '>document', '>address']);
  expect(rows).toHaveLength(4);
  expect(shownAs('Opened, resumed and ended')).not.toContain('reason');
  expect(shownAs('Opened, resumed and ended').split('<tr>')).toHaveLength(7);
});

test('characters that mean something to a browser are shown as they are', () => {
  const [widget] = widgets.slice(-1);
  const hostile: Story = { ...told, body: { ...told.body, widgets: [{ ...widget, properties: { ...widget.properties, title: '<b>&"' } }] } };
  expect(dashboardPage(hostile)).toContain('<h2>&#60;b&#62;&#38;&#34;</h2>');
});
