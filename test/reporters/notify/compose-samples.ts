import { revisedAlert } from '../../../src/domain/alert.js';
import { conditionAlert, ticketAlert } from '../alerts/support.js';

const rate = (value: string, numerator: number, denominator: number, threshold: string) =>
  ({ value, numerator, denominator, threshold, unit: '%' }) as const;
const minutes = (value: string, threshold: string) => ({ value, threshold, unit: 'minutes' }) as const;
const count = (value: string, threshold: string) => ({ value, threshold, unit: 'count' }) as const;

/** One alert of every kind, and of every form that a kind has. */
export const every = [
  ['near due', ticketAlert('ticket-near-due', '06-17 12:00', { percent: 50, region: '汉滨区', summary: '路灯不亮' })],
  ['due soon', ticketAlert('ticket-due-soon', '06-21 00:00', { urgency: 'urgent', dueAt: '2021-06-21T09:30:00.000Z' })],
  ['overdue', ticketAlert('ticket-overdue', '06-22 00:10', { confidential: true })],
  ['still overdue', ticketAlert('ticket-still-overdue', '06-24 09:00', { day: 3 })],
  ['closed late', ticketAlert('ticket-closed-late', '06-23 02:00', { closedAt: '2021-06-22T18:00:00.000Z' })],
  ['reopened', ticketAlert('ticket-reopened', '06-18 10:00', { reopenings: 2, closedAt: '2021-06-16T01:00:00.000Z' })],
  ['settled', ticketAlert('ticket-settled', '06-18 10:00', { closedAt: '2021-06-18T02:00:00.000Z' })],
  ['settled, not closed', ticketAlert('ticket-settled', '06-18 10:00', { unit: { code: 'unassigned', kind: 'unknown' } })],
  ['due unknown', ticketAlert('ticket-reopened', '06-18 10:00', { reopenings: 1, dueAt: null })],
  ['connection rate', conditionAlert('connection-rate-low', 'open', '06-16 10:00', { labels: { window: '15m' }, ...rate('93.10', 27, 29, '95.00') })],
  ['connection rate over', conditionAlert('connection-rate-low', 'resolved', '06-16 10:25', { labels: { window: '24h' }, ...rate('96.30', 26, 27, '96.00') })],
  ['connection rate unwatched', conditionAlert('connection-rate-low', 'resolved', '06-16 10:25', { labels: { window: '24h' }, detail: 'no longer watched' })],
  ['connection rate too few', conditionAlert('connection-rate-low', 'resolved', '06-17 10:25', { labels: { window: '15m' }, detail: 'too few contacts for a day' })],
  ['abandonment rate', conditionAlert('abandonment-rate-high', 'open', '06-16 10:00', { labels: { window: '15m' }, ...rate('6.90', 2, 29, '5.00') })],
  ['answered in 15 s', conditionAlert('answered-in-15s-rate-low', 'open', '06-16 10:00', { labels: { window: '24h' }, ...rate('80.00', 80, 100, '85.00') })],
  ['backlog', conditionAlert('unit-backlog', 'open', '06-16 10:00', { labels: { unit: '市住建局' }, ...count('201', '200') })],
  ['backlog over', conditionAlert('unit-backlog', 'resolved', '06-18 10:00', { labels: { unit: '市住建局' }, ...count('179', '180') })],
  ['identity', conditionAlert('identity-violated', 'open', '06-16 10:00', { labels: { identity: 'answered = direct + contacts_with_ticket' }, ...count('-2', '0'), detail: 'month:2021-06' })],
  ['calendar', conditionAlert('calendar-missing', 'open', '06-16 10:00', { labels: { year: '2027' } })],
  ['stalled', conditionAlert('stream-stalled', 'open', '06-16 10:00', { labels: { topic: 'hotline.call-received' }, ...minutes('60', '60') })],
  ['lagging', conditionAlert('stream-lagging', 'open', '06-16 10:00', { labels: { topic: 'hotline.ticket-closed' }, ...minutes('7', '5'), detail: 'partition 3: 1200 records' })],
  ['lagging over', conditionAlert('stream-lagging', 'resolved', '06-16 10:00', { labels: { topic: 'hotline.ticket-closed' }, ...minutes('0', '5') })],
  ['dead letters', conditionAlert('dead-letters-rising', 'open', '06-16 10:00', count('21', '20'))],
  ['revised', revisedAlert({ month: '2021-06', revision: 2, decidedAt: '2021-07-14T02:03:00.000Z', changed: 24, causes: 3, tickets: ['T1', 'T2'] })],
] as const; // biome-ignore format: one line an alert
