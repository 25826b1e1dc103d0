import type { Props, VNode } from './h.js';

/**
 * Makes the children of an element what `next` says, changing only what differs: an element that stays keeps focus,
 * selection and scroll position, so that a page may be rendered every second.
 */
export function patch(parent: Element, next: readonly (VNode | string)[]): void {
  const keyed = keyedChildren(parent);
  let at: ChildNode | null = parent.firstChild;
  for (const wish of next) {
    if (typeof wish === 'string') {
      if (at instanceof Text) {
        if (at.data !== wish) at.data = wish;
        at = at.nextSibling;
      } else parent.insertBefore(document.createTextNode(wish), at);
      continue;
    }
    const found = match(wish, at, keyed);
    if (found === null) parent.insertBefore(create(wish), at);
    else {
      if (found === at) at = at.nextSibling;
      else parent.insertBefore(found, at);
      update(found, wish);
    }
    if (wish.props.hook !== undefined)
      attach((at === null ? parent.lastChild : at.previousSibling) as HTMLElement, wish);
  }
  while (at !== null) {
    const gone: ChildNode = at;
    at = at.nextSibling;
    remove(gone);
  }
}

const wishes = new WeakMap<Element, VNode>();
const detach = new WeakMap<Element, () => void>();

function keyedChildren(parent: Element): Map<string, HTMLElement> {
  const out = new Map<string, HTMLElement>();
  for (const child of parent.children) {
    const key = wishes.get(child)?.props.key;
    if (key !== undefined) out.set(key, child as HTMLElement);
  }
  return out;
}

function match(wish: VNode, at: ChildNode | null, keyed: ReadonlyMap<string, HTMLElement>): HTMLElement | null {
  const { key } = wish.props;
  if (key !== undefined) {
    const found = keyed.get(key);
    return found !== undefined && wishes.get(found)?.tag === wish.tag ? found : null;
  }
  if (!(at instanceof HTMLElement)) return null;
  const was = wishes.get(at);
  return was?.tag === wish.tag && was.props.key === undefined ? at : null;
}

function create(wish: VNode): HTMLElement {
  const element = document.createElement(wish.tag);
  apply(element, {}, wish);
  return element;
}

function update(element: HTMLElement, wish: VNode): void {
  apply(element, wishes.get(element)?.props ?? {}, wish);
}

function apply(element: HTMLElement, was: Props, wish: VNode): void {
  wishes.set(element, wish);
  for (const type of Object.keys(wish.props.on ?? {})) element.addEventListener(type, dispatch);
  setStyle(element, was.css ?? {}, wish.props.css ?? {});
  // What a hook drew into an element of its own is not ours to remove.
  if (wish.props.hook === undefined || wish.children.length > 0) patch(element, wish.children);
  for (const name of new Set([...Object.keys(was), ...Object.keys(wish.props)])) {
    if (own.has(name) || was[name] === wish.props[name]) continue;
    setAttribute(element, name, wish.props[name]);
  }
}

const own: ReadonlySet<string> = new Set(['key', 'on', 'css', 'hook']);
/** Attributes that are only the first value of what the reader may change. */
const live: ReadonlySet<string> = new Set(['value', 'checked', 'open', 'selected']);

function setAttribute(element: HTMLElement, name: string, value: unknown): void {
  if (name === 'class') element.className = String(value ?? '');
  else if (live.has(name)) Reflect.set(element, name, value ?? '');
  else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

function setStyle(
  element: HTMLElement,
  was: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): void {
  for (const name of Object.keys(was)) if (!(name in now)) element.style.removeProperty(name);
  for (const [name, value] of Object.entries(now)) if (was[name] !== value) element.style.setProperty(name, value);
}

/** One listener an event type, whatever the handler of the latest render is. */
function dispatch(this: unknown, event: Event): void {
  const element = event.currentTarget as Element;
  wishes.get(element)?.props.on?.[event.type]?.(event);
}

function attach(element: HTMLElement, { props: { hook } }: VNode): void {
  if (hook === undefined) return;
  if (!detach.has(element)) detach.set(element, hook.attach(element));
  else hook.update?.(element);
}

function remove(node: ChildNode): void {
  if (node instanceof Element) for (const e of [node, ...node.querySelectorAll('*')]) detach.get(e)?.();
  node.remove();
}
