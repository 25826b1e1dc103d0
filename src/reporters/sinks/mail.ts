import { escapeHtml } from '../escape-html.js';
import type { Message } from '../notify/message.js';
import { oneLine } from './harmless.js';
import { lookWord, safeLink } from './robot-text.js';
import type { Language } from './target.js';

export interface Mail {
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const subjectPoints = 200;

/**
 * A message as a mail, in text and in HTML. The Message-ID is made of the message's id, so that mail clients show a
 * repeat once.
 *
 * @param domain the right side of the Message-ID: that of the sender's address
 */
export function mailOf(message: Message, domain: string, language: Language): Mail {
  const link = safeLink(message.link);
  const rows = message.table === undefined ? [] : [message.table.head, ...message.table.rows];
  const shown = link === null || message.text.includes(message.link ?? '') ? [] : [`${lookWord(language)}: ${link}`];
  const text = [
    oneLine(message.title),
    '',
    ...linesOf(message.text),
    '',
    ...rows.map((row) => row.map(oneLine).join(' | ')),
    '',
    ...shown,
  ];
  return {
    messageId: `<${idText(message.id)}@${domain}>`,
    subject: [...oneLine(message.title)].slice(0, subjectPoints).join(''),
    text: `${text
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n`,
    html: htmlOf(message, link, language),
  };
}

const linesOf = (text: string): string[] => text.split(/\r?\n/).map(oneLine);

/** What an address may hold of an id; other characters by their code, so that two ids stay two. */
const idText = (id: string): string =>
  id.replace(/[^A-Za-z0-9-]/g, (c) => `.${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const cell = 'border:1px solid #ccc;padding:4px 8px;text-align:left';
const colours = { info: '#1f6feb', warning: '#b35900', critical: '#c0161d' } as const;

function htmlOf({ title, text, table, severity }: Message, link: string | null, language: Language): string {
  const lines = linesOf(text).map((line) => escapeHtml(line));
  const row = (cells: readonly string[], tag: 'td' | 'th'): string =>
    `<tr>${cells.map((value) => `<${tag} style="${cell}">${escapeHtml(oneLine(value))}</${tag}>`).join('')}</tr>\n`;
  const rows =
    table === undefined
      ? ''
      : `<table style="border-collapse:collapse">\n${row(table.head, 'th')}${table.rows.map((r) => row(r, 'td')).join('')}</table>\n`;
  return [
    '<!doctype html>\n<html><head><meta charset="utf-8"></head><body style="font-family:sans-serif">\n',
    `<h3 style="color:${colours[severity]}">${escapeHtml(oneLine(title))}</h3>\n`,
    `<p>${lines.join('<br>\n')}</p>\n`,
    rows,
    link === null ? '' : `<p><a href="${escapeHtml(link)}">${lookWord(language)}</a></p>\n`,
    '</body></html>\n',
  ].join('');
}
