import type {
  Alert,
  AlertCondition,
  AlertRevision,
  AlertTicket,
  ConditionKind,
  TicketAlertKind,
} from '../../domain/alert.js';
import { endings } from '../../domain/conditions.js';
import type { Instant } from '../../domain/instant.js';
import { type Zone, zoneOf } from '../../domain/zone.js';
import type { Names } from '../console/figures-text.js';
import { cleanFreeText, cleanWord } from './clean-text.js';
import { instantOf, wallEnd, wallTime } from './local-time.js';
import type { Message } from './message.js';
import { standingOf, standingText } from './standing.js';
import { type Ending, type Language, type Texts, textsOf } from './texts.js';

export interface ComposeOptions {
  readonly language: Language;
  /** 中文 labels of codes and full names of units: the catalogue. */
  readonly names: Names;
  /** IANA name: times are told as on the wall of the hotline. */
  readonly timeZone: string;
  /** Absent: messages have no link. */
  readonly dashboardUrl?: string | undefined;
  /** How late a ticket is, is told as of now. Absent: as of when the alert was found. */
  readonly now?: Instant | undefined;
}

/** Longest id and longest free text that a message shows, in code points: it is read on a phone. */
export const longest = { word: 60, summary: 100, detail: 200 } as const;

/**
 * One alert in words: what, which unit, how long, what to do, where to look. No personal data: neither callers nor agents are
 * in an alert, free text is masked, and of a confidential ticket the summary is left out.
 */
export function composeMessage(alert: Alert, o: ComposeOptions): Message {
  const texts = textsOf(o.language);
  const speaker: Speaker = { texts, zone: zoneOf(o.timeZone), names: o.names, language: o.language };
  const said = saidOf(alert, speaker, o.now);
  const link = linkTo(o.dashboardUrl, alert.ticket?.ticketId);
  const label = alert.ticket === undefined ? texts.openDashboard : texts.openTicket;
  return {
    id: alert.id,
    severity: alert.severity,
    title: said.title,
    ...rendered(said.lines, said.action, link === undefined ? undefined : { label, url: link }, texts),
    ...(link !== undefined && { link }),
    alerts: [alert],
  };
}

export interface Speaker {
  readonly texts: Texts;
  readonly zone: Zone;
  readonly names: Names;
  readonly language: Language;
}

interface Said {
  readonly title: string;
  readonly lines: readonly string[];
  readonly action: string;
}

function saidOf(alert: Alert, s: Speaker, now: Instant | undefined): Said {
  if (alert.ticket !== undefined) return aboutTicket(alert, alert.ticket, s, now);
  return alert.revision === undefined ? aboutCondition(alert, s) : aboutRevision(alert.revision, s.texts);
}

function aboutRevision(r: AlertRevision, texts: Texts): Said {
  const tickets = r.tickets.map((id) => cleanWord(id, longest.word));
  return {
    title: texts.revisedTitle(r),
    lines: [texts.revisedCauses({ ...r, tickets })],
    action: texts.revisedAction(r),
  };
}

function aboutTicket(alert: Alert, t: AlertTicket, s: Speaker, now: Instant | undefined): Said {
  const { texts, zone } = s;
  const kind = alert.kind as TicketAlertKind;
  const standing = standingText(standingOf(alert, t, now ?? instantOf(alert.firedAt) ?? 0), texts);
  const due = dueText(t, s);
  const created = instantOf(t.createdAt);
  const field = (name: keyof Texts['fields'], value: string): string => `${texts.fields[name]}${texts.colon}${value}`;
  const lines = [
    field('nature', natureText(t, s)),
    field('due', due ?? texts.unknown),
    ...(created === null ? [] : [field('created', wallTime(created, zone))]),
    ...(t.region === undefined ? [] : [field('region', cleanWord(s.names.label('region', t.region), longest.word))]),
    ...summaryLine(t, texts, field),
  ];
  const title = texts.ticketTitle(kind, unitText(t, s), cleanWord(t.ticketId, longest.word), standing, t);
  return { title, lines, action: texts.ticketAction(kind, due) };
}

function summaryLine(t: AlertTicket, texts: Texts, field: (name: 'summary', value: string) => string): string[] {
  if (t.confidential) return [texts.confidential];
  return t.summary === undefined ? [] : [field('summary', cleanFreeText(t.summary, longest.summary))];
}

function aboutCondition(alert: Alert, s: Speaker): Said {
  const { texts, zone } = s;
  const kind = alert.kind as ConditionKind;
  const over = alert.state === 'resolved';
  const none = { labels: {}, since: alert.at, value: null, threshold: null, unit: null };
  const c: AlertCondition = alert.condition ?? none;
  // The end that no observation brought (domain/conditions.ts) has no figure, and says why in its detail.
  const ending = over && c.value === null && c.unit === null ? endingOf(c) : undefined;
  const fact = texts.condition(kind, c, (label) => labelText(label, c, s.names), over);
  const [since, at] = [instantOf(c.since), instantOf(alert.at)];
  const field = (name: keyof Texts['fields'], value: string): string => `${texts.fields[name]}${texts.colon}${value}`;
  const lasted = over && since !== null && at !== null ? texts.lasted(fact, texts.duration(at - since)) : fact;
  const lines = [
    ...(since === null ? [] : [field('since', wallTime(since, zone))]),
    ...(c.detail === undefined || ending !== undefined
      ? []
      : [field('detail', cleanFreeText(c.detail, longest.detail))]),
  ];
  const title = ending === undefined ? texts.conditionTitle(kind, lasted, over) : texts.ended(kind, ending, c);
  return { title, lines, action: texts.conditionAction(kind, over) };
}

const endingOf = ({ detail }: AlertCondition): Ending | undefined =>
  (Object.keys(endings) as Ending[]).find((why) => endings[why] === detail);

function labelText(label: string, c: AlertCondition, names: Names): string {
  const value = c.labels[label] ?? '–';
  return cleanWord(label === 'unit' ? names.unitName(value) : value, longest.word);
}

/** `投诉类`, and what is out of the ordinary: the urgency, that it is confidential. English speaks in codes: they are English words. */
export function natureText(t: AlertTicket, s: Speaker): string {
  const word = (kind: string, code: string): string =>
    s.language === 'en' ? code : cleanWord(s.names.label(kind, code), longest.word);
  const nature = word('nature', t.nature);
  const urgency = t.urgency === 'normal' ? [] : [word('urgency', t.urgency)];
  return [nature, ...urgency, ...(t.confidential ? [s.texts.confidentialMark] : [])].join(' · ');
}

/** `2021-06-21 24:00`; null: unknown. */
export function dueText(t: AlertTicket, s: Speaker): string | null {
  const due = instantOf(t.dueAt);
  return due === null ? null : wallEnd(due, s.zone);
}

/** Full name by the catalogue; what the event called it where the catalogue lacks it. */
export function unitText(t: AlertTicket, s: Speaker): string {
  const { code, name } = t.unit;
  if (code === 'unassigned') return s.texts.unassigned;
  const known = s.names.unitName(code);
  return cleanFreeText(known === code ? (name ?? code) : known, longest.word);
}

/** Dashboard page of a ticket, or the first page. Brackets would end a Markdown link, so they are encoded too. */
export function linkTo(dashboardUrl: string | undefined, ticketId?: string): string | undefined {
  if (dashboardUrl === undefined) return undefined;
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${dashboardUrl.replace(/\/+$/, '')}/${ticketId === undefined ? '' : `tickets/${encode(ticketId)}`}`;
}

/** The same lines with the marks of chat robots (quote, bold, link) and without. */
export function rendered(
  lines: readonly string[],
  action: string,
  link: { readonly label: string; readonly url: string } | undefined,
  texts: Texts,
): { markdown: string; text: string } {
  const markdown = [
    ...lines.map((line) => `> ${line}`),
    // A line right below a quotation would belong to it.
    ...(lines.length > 0 ? [''] : []),
    `**${action}**`,
    ...(link === undefined ? [] : ['', `[${link.label}](${link.url})`]),
  ];
  const text = [...lines, action, ...(link === undefined ? [] : [`${link.label}${texts.colon}${link.url}`])];
  return { markdown: markdown.join('\n'), text: text.join('\n') };
}
