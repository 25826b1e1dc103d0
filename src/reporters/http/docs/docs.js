/** Shows /openapi.json: every operation with its parameters, body, answers. Plain DOM: the page must work under a strict CSP. */

const methods = ['get', 'post'];

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

const code = (text) => element('code', {}, text);

function table(head, rows) {
  if (rows.length === 0) return null;
  const cells = (name, list, attributes) => element('tr', {}, ...list.map((cell) => element(name, attributes, cell)));
  return element(
    'table',
    {},
    element('thead', {}, cells('th', head, { scope: 'col' })),
    element('tbody', {}, ...rows.map((row) => cells('td', row, {}))),
  );
}

function schemaBlock(title, schema) {
  return element(
    'details',
    {},
    element('summary', {}, title),
    element('pre', { tabindex: '0' }, JSON.stringify(schema, null, 2)),
  );
}

function parametersOf({ parameters = [] }) {
  const rows = parameters.map((p) => [
    code(p.name),
    p.in + (p.required ? ', required' : ''),
    p.description ?? p.schema?.description ?? '',
    code(JSON.stringify(p.schema ?? {})),
  ]);
  return table(['parameter', 'where', 'what', 'schema'], rows);
}

function bodyOf({ requestBody }) {
  const blocks = Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => schemaBlock(type, schema));
  return blocks.length === 0 ? null : element('section', {}, element('h3', {}, 'Body'), ...blocks);
}

function answersOf({ responses = {} }) {
  const rows = Object.entries(responses).map(([status, { description, content = {} }]) => [
    status,
    description ?? '',
    code(Object.keys(content).join(', ')),
  ]);
  return table(['status', 'what', 'type'], rows);
}

function operation(path, method, found) {
  const role = found.security?.[0]?.token?.[0];
  return element(
    'details',
    {},
    element(
      'summary',
      {},
      element('span', { class: 'method' }, method.toUpperCase()),
      code(path),
      ` ${found.summary ?? ''}`,
    ),
    element('p', {}, found.description ?? ''),
    element('p', {}, role === undefined ? 'Needs no token.' : `Needs a token with the role ${role}.`),
    parametersOf(found),
    bodyOf(found),
    element('h3', {}, 'Answers'),
    answersOf(found),
  );
}

async function show() {
  const about = document.getElementById('about');
  const response = await fetch('/openapi.json');
  if (!response.ok) throw new Error(`/openapi.json: ${response.status}`);
  const { info, paths, components } = await response.json();
  about.textContent = info.description;
  const main = document.getElementById('operations');
  const groups = new Map();
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods.filter((m) => m in item)) {
      const tag = item[method].tags?.[0] ?? 'other';
      groups.set(tag, [...(groups.get(tag) ?? []), operation(path, method, item[method])]);
    }
  }
  for (const [tag, list] of groups) main.append(element('h2', {}, tag), ...list);
  const schemas = Object.entries(components?.schemas ?? {});
  main.append(element('h2', {}, 'schemas'), ...schemas.map(([name, schema]) => schemaBlock(name, schema)));
}

show().catch((error) => {
  document.getElementById('about').textContent = `The description could not be read: ${error.message}`;
});
