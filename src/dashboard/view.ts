import type { Data } from './api/data.js';
import type { Connection } from './api/stream.js';
import type { AlertRow, CatalogueLabels } from './api/types.js';
import type { Preferences } from './preferences.js';
import type { CaseList, Route } from './route.js';
import type { Labels } from './text/labels.js';
import type { Words } from './text/zh.js';

/** Everything that a render may look at, and what the reader may do. */
export interface View {
  readonly words: Words;
  readonly labels: Labels;
  readonly catalogue: CatalogueLabels | null;
  readonly data: Data;
  readonly route: Route;
  readonly connection: Connection;
  readonly preferences: Preferences;
  /** The server's clock, ms. */
  readonly now: number;
  /** The hotline's zone. */
  readonly zone: string;
  /** `2021-06-12` in that zone. */
  readonly today: string;
  readonly dark: boolean;
  readonly actions: Actions;
}

export interface Actions {
  go(href: string): void;
  render(): void;
  choose(preferences: Partial<Preferences>): void;
  /** The dialog that takes note of an alert. */
  acknowledge(row: AlertRow): void;
  /** Saves what an address answers as a file, with the reader's token. */
  download(path: string): void;
  /** The address of this page with a list of cases over it. */
  casesHref(cases: CaseList): string;
}
