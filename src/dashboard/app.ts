import { ApiError, Client } from './api/client.js';
import { Data } from './api/data.js';
import { Live } from './api/live.js';
import type { CatalogueLabels, Snapshot } from './api/types.js';
import { h } from './dom/h.js';
import { patch } from './dom/patch.js';
import { pageOf } from './pages/page.js';
import { Acknowledging } from './parts/acknowledging.js';
import { casesDialog, tokenDialog } from './parts/dialogs.js';
import { explanationDialog } from './parts/explanation.js';
import { header } from './parts/header.js';
import { notice } from './parts/notice.js';
import { hideExplanation } from './parts/popover.js';
import { saveAs } from './parts/save.js';
import { strip } from './parts/strip.js';
import { applyPreferences, isDark, loadPreferences, type Preferences, savePreferences } from './preferences.js';
import { type CaseList, hrefOf, type Route, readRoute } from './route.js';
import { en } from './text/en.js';
import { localDay } from './text/format.js';
import { Labels } from './text/labels.js';
import { type Words, zh } from './text/zh.js';
import type { Actions, View } from './view.js';

/** The page as a whole: what is known, where the reader is, and one render of both, asked for by whoever changes either. */
export class App {
  readonly #root: Element;
  readonly #client = new Client();
  readonly #data = new Data(
    this.#client,
    () => this.render(),
    (error) => this.#refused(error),
  );
  readonly #live = new Live(
    this.#client,
    this.#data,
    () => this.render(),
    (error) => this.#refused(error),
  );
  readonly #acknowledging = new Acknowledging(this.#client, this.#data, () => this.render());
  readonly #preferences: Preferences = loadPreferences();
  #route: Route = readRoute(location.pathname, location.search);
  #token: 'fine' | 'asked' | 'wrong' = 'fine';
  /** Why the last download failed. */
  #failed: string | null = null;
  #scheduled = false;

  constructor(root: Element) {
    this.#root = root;
  }

  start(): void {
    applyPreferences(this.#preferences);
    addEventListener('popstate', () => this.#arrive());
    addEventListener('resize', () => this.render());
    addEventListener('online', () => this.#live.wake());
    document.addEventListener('visibilitychange', () => !document.hidden && this.#live.wake());
    document.addEventListener('click', (event) => this.#follow(event));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      applyPreferences(this.#preferences);
      this.render();
    });
    this.#live.follow(this.#route);
    // Ages and countdowns move by themselves.
    setInterval(() => this.render(), 1000);
    this.render();
  }

  /** At most once a frame. */
  render(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #draw(): void {
    const view = this.#view();
    document.title = `${view.words.title} · ${view.words.product}`;
    const { cases, asked } = this.#route;
    const close = (): void => this.#go(hrefOf(this.#route));
    patch(this.#root, [
      h('a', { class: 'skip', href: '#content' }, view.words.skip),
      header(view),
      strip(view),
      pageOf(view),
      ...(this.#failed === null ? [] : [notice(view.words.month.failed(this.#failed), view, () => this.#fail(null))]),
      ...(cases === null ? [] : [casesDialog(cases, view, close)]),
      ...(asked === undefined ? [] : [explanationDialog(asked, view, close)]),
      ...this.#acknowledging.dialog(view),
      ...(this.#token === 'fine' ? [] : [tokenDialog(this.#token === 'wrong', view, (token) => this.#enter(token))]),
    ]);
  }

  #view(): View {
    const { language, theme } = this.#preferences;
    const words = this.#words();
    const catalogue = this.#data.get<CatalogueLabels>('/v1/catalogue', 600_000).value;
    const live = this.#data.get<Snapshot>('/v1/snapshots/live', 60_000).value;
    const zone = live?.period.timeZone ?? 'Asia/Shanghai';
    const now = this.#live.now();
    return {
      words,
      labels: new Labels(words, catalogue, language === 'en'),
      catalogue,
      data: this.#data,
      route: this.#route,
      connection: this.#live.connection,
      preferences: this.#preferences,
      now,
      zone,
      today: localDay(now, zone),
      dark: isDark(theme),
      actions: this.#actions,
    };
  }

  readonly #actions: Actions = {
    go: (href) => this.#go(href),
    render: () => this.render(),
    choose: (chosen) => {
      savePreferences(Object.assign(this.#preferences, chosen));
      this.render();
    },
    acknowledge: (row) => this.#acknowledging.begin(row),
    download: (path) => void this.#download(path),
    casesHref: (cases: CaseList) => hrefOf(this.#route, cases),
  };

  async #download(path: string): Promise<void> {
    try {
      await saveAs(this.#client, path);
      this.#fail(null);
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      // The dialog for a token says enough.
      if (status === 401) this.#refused(error);
      else this.#fail(error instanceof ApiError && status > 0 ? error.message : this.#words().unreachable);
    }
  }

  #fail(why: string | null): void {
    this.#failed = why;
    this.render();
  }

  #words(): Words {
    return this.#preferences.language === 'zh' ? zh : en;
  }

  #go(href: string): void {
    history.pushState(null, '', href);
    this.#arrive();
  }

  #arrive(): void {
    const before = this.#route;
    this.#route = readRoute(location.pathname, location.search);
    hideExplanation(false);
    this.#live.follow(this.#route);
    if (hrefOf(before) !== hrefOf(this.#route) && before.page !== this.#route.page) scrollTo(0, 0);
    this.render();
  }

  /** Real links of this site change the page without a load; new tabs, downloads and the API are the browser's. */
  #follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.hash !== '' || url.pathname.startsWith('/v1/')) return;
    event.preventDefault();
    this.#go(url.pathname + url.search);
  }

  #refused(error: unknown): void {
    // A refusal of what was asked before a token was given says nothing about that token.
    if (!(error instanceof ApiError) || error.status !== 401 || error.token !== this.#client.token) return;
    this.#token = this.#client.token === null ? 'asked' : 'wrong';
    this.render();
  }

  #enter(token: string): void {
    this.#client.token = token;
    this.#token = 'fine';
    this.#data.outdate('/');
    this.#live.wake();
  }
}
