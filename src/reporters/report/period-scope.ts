import type { Labels } from '../../domain/counter-name.js';
import type { Scope } from './figure.js';
import type { FiguresOf } from './figures-of.js';

/** Placeholder → counter. Each has also {…环比} and {…同比}, in words. */
export const counts: Readonly<Record<string, readonly [id: string, labels: Labels, says: string]>> = {
  来电来信: ['contacts', {}, 'calls and letters'],
  接通: ['answered', {}, 'of these answered'],
  直接解答: ['direct', {}, 'answered without a ticket'],
  成单来电来信: ['contacts_with_ticket', {}, 'answered, with a ticket'],
  工单: ['tickets', {}, 'tickets created in the period'],
  办结: ['closed', {}, 'of these closed'],
  按期办结: ['closed_on_time', {}, 'of these closed on time'],
  逾期办结: ['closed_late', {}, 'of these closed late'],
  期限不明办结: ['closed_due_unknown', {}, 'of these closed, due unknown'],
  在办: ['open', {}, 'of these open'],
  在办未到期: ['open_not_due', {}, 'open, not due yet'],
  在办逾期: ['open_overdue', {}, 'open and overdue'],
  在办期限不明: ['open_due_unknown', {}, 'open, due unknown'],
  本期办结: ['flow_closed', {}, 'closed in the period, whenever created'],
  本期逾期办结: ['flow_closed_late', {}, 'of these late'],
  已回复: ['replied', {}, 'tickets that the mean reply is of'],
  评价: ['rated', {}, 'tickets with a rating'],
  满意: ['satisfied', {}, 'of these satisfied or mostly'],
};

/** Placeholder → indicator. Each has also {…环比} and {…同比}: points and percent, each named. */
export const rates: Readonly<Record<string, readonly [id: string, says: string]>> = {
  接通率: ['connection_rate', 'answered ÷ contacts'],
  直接解答率: ['direct_rate', 'answered at once ÷ answered'],
  形成工单率: ['ticket_rate', 'answered with a ticket ÷ answered'],
  办结率: ['close_rate', 'closed ÷ tickets'],
  按期办结率: ['on_time_rate', 'closed on time ÷ tickets'],
  应办结按期率: ['on_time_rate_of_due', 'closed on time ÷ (closed on time + closed late + open and overdue)'],
  解决率: ['resolution_rate', 'resolved ÷ closed'],
  满意率: ['satisfaction_rate', 'satisfied ÷ rated'],
  平均回复周期: ['mean_reply_working_days', 'working days until the reply, mean'],
};

/** What every period has: its names, its figures, how they have moved. */
export function periodScope(figures: FiguresOf): Scope {
  const { view, words, snapshot } = figures;
  const out: Record<string, Scope[string]> = {
    期间: words.long,
    期间短: words.short,
    本期: words.this,
    上期: words.before.previous,
    // One contact may have several tickets, or one that was never answered may have one.
    一件多单: view.count('tickets') !== view.count('contacts_with_ticket'),
    有在办: view.count('open') > 0,
    有期限不明: view.count('closed_due_unknown') + view.count('open_due_unknown') > 0,
    有同比: snapshot.indicators.some(({ id, against }) => id === 'change' && against === 'lastYear'),
  };
  for (const [name, [id, labels]] of Object.entries(counts)) {
    out[name] = figures.count(id, labels);
    // The due index has no past: what was open then is not kept.
    if (id.startsWith('open')) continue;
    out[`${name}环比`] = figures.changeInWords(id, labels);
    out[`${name}同比`] = figures.changeInWords(id, labels, 'lastYear');
  }
  for (const [name, [id]] of Object.entries(rates)) {
    out[name] = figures.rate(id);
    out[`${name}环比`] = figures.rateChangeInWords(id);
    out[`${name}同比`] = figures.rateChangeInWords(id, {}, 'lastYear');
  }
  return out;
}
