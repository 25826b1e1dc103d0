/** A wish for an element: what the page should look like. `patch` makes the document so. */
export interface VNode {
  readonly tag: string;
  readonly props: Props;
  readonly children: readonly (VNode | string)[];
}

/** Keeps something that is no markup (a chart, an open dialog) in step with an element. */
export interface Hook {
  /** Called when the element is in the document; the result is called when it leaves. */
  attach(element: HTMLElement): () => void;
  /** Called at every later render, with this render's hook. */
  update?(element: HTMLElement): void;
}

type Handler = (event: Event) => void;

export interface Props {
  readonly class?: string;
  /** Same key, same element, wherever it moves among its siblings. */
  readonly key?: string;
  readonly on?: Readonly<Record<string, Handler>>;
  /** Set through the CSSOM, which a strict content security policy allows; never as a style attribute. */
  readonly css?: Readonly<Record<string, string>>;
  readonly hook?: Hook;
  readonly [attribute: string]: unknown;
}

export type Child = VNode | string | number | false | null | undefined | readonly Child[];

export function h(tag: string, props: Props = {}, ...children: readonly Child[]): VNode {
  return { tag, props, children: flat(children) };
}

function flat(children: readonly Child[]): (VNode | string)[] {
  const out: (VNode | string)[] = [];
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === '') continue;
    if (Array.isArray(child)) out.push(...flat(child as readonly Child[]));
    else out.push(typeof child === 'number' ? String(child) : (child as VNode | string));
  }
  return out;
}
