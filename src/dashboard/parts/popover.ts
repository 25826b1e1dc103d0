import { h } from '../dom/h.js';
import { patch } from '../dom/patch.js';
import { askedHref } from '../figures/asked.js';
import type { Explanation } from '../figures/explain.js';

/** The one box that tells what is behind a figure; shown by hover, focus and tap, hidden by Escape or by leaving. */
const box = document.createElement('div');
box.id = 'explanation';
box.className = 'popover';
box.setAttribute('role', 'tooltip');
box.hidden = true;
document.body.append(box);

let shownFor: HTMLElement | null = null;
let leaving: ReturnType<typeof setTimeout> | undefined;

export function explainAt(anchor: HTMLElement, { title, lines, more }: Explanation): void {
  clearTimeout(leaving);
  shownFor = anchor;
  // In a modal dialog only what is within the dialog is shown above it.
  (anchor.closest('dialog') ?? document.body).append(box);
  patch(box, [
    h('strong', {}, title),
    h('dl', {}, ...lines.map(([term, text]) => h('div', {}, h('dt', {}, term), h('dd', {}, text)))),
    ...(more === undefined ? [] : [h('a', { class: 'more', href: askedHref(more.asked, location.href) }, more.text)]),
  ]);
  box.hidden = false;
  const at = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const below = at.bottom + 8 + height < innerHeight;
  box.style.left = `${left}px`;
  box.style.top = `${Math.max(8, below ? at.bottom + 6 : at.top - height - 6)}px`;
}

export function hideExplanation(soon = true): void {
  clearTimeout(leaving);
  const hide = (): void => {
    box.hidden = true;
    shownFor = null;
  };
  // A pointer may cross the gap to the box, to read or select in it.
  if (soon) leaving = setTimeout(hide, 150);
  else hide();
}

box.addEventListener('mouseenter', () => clearTimeout(leaving));
box.addEventListener('mouseleave', () => hideExplanation());
document.addEventListener('keydown', (event) => {
  // The box is no stop of the keyboard: Enter on a figure that leads nowhere else goes on to the rest of it.
  const more = box.hidden ? null : box.querySelector<HTMLAnchorElement>('a.more');
  if (event.key === 'Enter' && more !== null && shownFor === document.activeElement && shownFor?.tagName === 'BUTTON') {
    event.preventDefault();
    more.click();
    return;
  }
  if (event.key === 'Escape' && shownFor !== null) {
    hideExplanation(false);
    // A first Escape closes only this, not the dialog below it.
    event.preventDefault();
  }
});
document.addEventListener('scroll', () => hideExplanation(false), { capture: true, passive: true });
document.addEventListener('pointerdown', ({ target }) => {
  if (target instanceof Node && !box.contains(target) && !shownFor?.contains(target)) hideExplanation(false);
});
