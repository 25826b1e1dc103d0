/**
 * Makes config/report/template.docx of config/report/layout.yaml: the Word file that an office then edits. A4 and typefaces as
 * for official documents (GB/T 9704): margins 37, 26, 35, 28 mm, text in FangSong 16 pt on lines of 28 pt, red head and rule, page
 * numbers outside. The same layout gives the same bytes.
 *
 *     node scripts/report-template.mjs           writes it
 *     node scripts/report-template.mjs --check   exit code 1 when it is another one
 */
import { readFileSync, writeFileSync } from 'node:fs';
import PizZip from 'pizzip';
import { parse } from 'yaml';

const folder = new URL('../config/report/', import.meta.url);
const layout = parse(readFileSync(new URL('layout.yaml', folder), 'utf8'));
const target = new URL('template.docx', folder);

/** Twips. */
const mm = (n) => Math.round((n / 25.4) * 1440);
const red = 'C8102E';
const fonts = {
  body: ['Times New Roman', '仿宋_GB2312'],
  title: ['Times New Roman', '方正小标宋简体'],
  heading: ['Times New Roman', '黑体'],
  sub: ['Times New Roman', '楷体_GB2312'],
  table: ['Times New Roman', '宋体'],
};
/** What stands in when a machine lacks the typeface of official documents. */
const substitutes = {
  仿宋_GB2312: '仿宋',
  方正小标宋简体: '宋体',
  黑体: 'SimHei',
  楷体_GB2312: '楷体',
  宋体: 'SimSun',
};

const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const font = ([latin, chinese]) =>
  `<w:rFonts w:ascii="${latin}" w:hAnsi="${latin}" w:cs="${latin}" w:eastAsia="${chinese}"/>`;
const run = (text, properties = '') =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${xml(text)}</w:t></w:r>`;
const paragraph = (style, content, properties = '') =>
  `<w:p><w:pPr><w:pStyle w:val="${style}"/>${properties}</w:pPr>${content}</w:p>`;

/** A tag that stands alone in its paragraph leaves no empty line. */
const tag = (text) => paragraph('Body', run(text));
const section = (open, name, inner) => `${tag(`{${open}${name}}`)}${inner}${tag(`{/${name}}`)}`;

const styles = {
  body: 'Body',
  addressee: 'Addressee',
  note: 'Note',
  author: 'Author',
  closing: 'Closing',
  small: 'Small',
};

function block(b) {
  if ('heading' in b) return paragraph(b.level === 2 ? 'Heading2' : 'Heading1', run(b.heading));
  if ('text' in b) return textBlock(b);
  if ('table' in b) return table(b);
  if ('annex' in b) return `${sectionEnd(portrait)}${paragraph('AnnexTitle', run(b.annex))}`;
  if ('each' in b) return section('#', b.each, b.blocks.map(block).join(''));
  if ('without' in b) return section('^', b.without, b.blocks.map(block).join(''));
  // Charts are drawn in HTML only.
  return '';
}

/** A line that is one placeholder alone is left out when that is empty. */
function textBlock({ text, style = 'body' }) {
  // A line that announces a table stays with it.
  const line = paragraph(styles[style], run(text.trim()), text.trim().endsWith('\uff1a') ? '<w:keepNext/>' : '');
  const alone = /^\{([^#^/{}]+)\}$/.exec(text.trim());
  return alone && style === 'note' ? section('#', alone[1], line) : line;
}

function table({ table: name, columns, widths }) {
  const total = mm(widths ? 257 : 150);
  const shares = widths ?? columns.map((_, i) => (i === 0 ? 40 : 30));
  const sum = shares.reduce((a, b) => a + b, 0);
  const sizes = shares.map((share) => Math.floor((total * share) / sum));
  const cell = (i, content, style, left) =>
    `<w:tc><w:tcPr><w:tcW w:w="${sizes[i]}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>${paragraph(style, content, `<w:jc w:val="${left ? 'left' : 'center'}"/>`)}</w:tc>`;
  const small = widths !== undefined;
  const head = columns.map(([title], i) => cell(i, run(title, '<w:b/>'), small ? 'CellSmall' : 'Cell', false)).join('');
  const cells = columns.map(([title, text], i) => {
    const open = i === 0 ? `{#${name}}` : '';
    const close = i === columns.length - 1 ? `{/${name}}` : '';
    const isText = /单位|内容|分类/.test(title);
    return cell(i, run(`${open}${text}${close}`), small ? 'CellSmall' : 'Cell', isText && small);
  });
  const line = (side, size) => `<w:${side} w:val="single" w:sz="${size}" w:space="0" w:color="333333"/>`;
  const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) => line(side, 4)).join('');
  return `<w:tbl><w:tblPr><w:tblW w:w="${sizes.reduce((a, b) => a + b, 0)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>${borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>${sizes.map((w) => `<w:gridCol w:w="${w}"/>`).join('')}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>${head}</w:tr><w:tr><w:trPr><w:cantSplit/></w:trPr>${cells.join('')}</w:tr></w:tbl>`;
}

const references = `<w:headerReference w:type="default" r:id="rId10"/><w:headerReference w:type="even" r:id="rId10"/><w:footerReference w:type="default" r:id="rId11"/><w:footerReference w:type="even" r:id="rId12"/>`;
const portrait = `<w:sectPr>${references}<w:type w:val="nextPage"/><w:pgSz w:w="${mm(210)}" w:h="${mm(297)}"/><w:pgMar w:top="${mm(37)}" w:right="${mm(26)}" w:bottom="${mm(35)}" w:left="${mm(28)}" w:header="${mm(18)}" w:footer="${mm(25)}" w:gutter="0"/></w:sectPr>`;
const landscape = `<w:sectPr>${references}<w:type w:val="nextPage"/><w:pgSz w:w="${mm(297)}" w:h="${mm(210)}" w:orient="landscape"/><w:pgMar w:top="${mm(25)}" w:right="${mm(20)}" w:bottom="${mm(22)}" w:left="${mm(20)}" w:header="${mm(12)}" w:footer="${mm(14)}" w:gutter="0"/></w:sectPr>`;
const sectionEnd = (properties) =>
  `<w:p><w:pPr><w:pStyle w:val="Body"/><w:spacing w:line="20" w:lineRule="exact"/>${properties}</w:pPr></w:p>`;

const head = [
  paragraph('Series', run('{刊名}')),
  paragraph('Issue', `${run('{期号}')}<w:r><w:tab/></w:r>${run('{印发单位}')}<w:r><w:tab/></w:r>${run('{日期}')}`),
  paragraph('Title', run('{标题}')),
  section('#', '标记', paragraph('Mark', run('{文字}'))),
].join('');

const namespaces =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const style = (
  id,
  name,
  {
    family = fonts.body,
    size,
    line,
    before = 0,
    after = 0,
    jc = 'both',
    indent = '',
    bold = false,
    colour = '',
    more = '',
  },
) =>
  `<w:style w:type="paragraph" w:customStyle="1" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>${more}<w:spacing w:before="${before}" w:after="${after}" w:line="${line * 20}" w:lineRule="${line > 40 ? 'atLeast' : 'exact'}"/>${indent}<w:jc w:val="${jc}"/></w:pPr><w:rPr>${font(family)}${bold ? '<w:b/>' : ''}${colour === '' ? '' : `<w:color w:val="${colour}"/>`}<w:sz w:val="${size * 2}"/><w:szCs w:val="${size * 2}"/></w:rPr></w:style>`;
const two = '<w:ind w:firstLineChars="200" w:firstLine="640"/>';
const border = (side, colour, size, space) =>
  `<w:pBdr><w:${side} w:val="single" w:sz="${size}" w:space="${space}" w:color="${colour}"/></w:pBdr>`;
const textWidth = mm(156);
const tabs = `<w:tabs><w:tab w:val="center" w:pos="${Math.round(textWidth / 2)}"/><w:tab w:val="right" w:pos="${textWidth}"/></w:tabs>`;

const stylesXml = `${declaration}<w:styles ${namespaces}><w:docDefaults><w:rPrDefault><w:rPr>${font(fonts.body)}<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>${[
  style('Series', '刊名', {
    family: fonts.title,
    size: 42,
    line: 60,
    jc: 'center',
    colour: red,
    before: 0,
    after: 200,
    more: '',
    indent: '',
  }),
  style('Issue', '期号', {
    size: 14,
    line: 28,
    jc: 'left',
    after: 360,
    more: `${border('bottom', red, 18, 6)}${tabs}`,
  }),
  style('Title', '标题', { family: fonts.title, size: 22, line: 34, jc: 'center', after: 240 }),
  style('Mark', '标记', { family: fonts.sub, size: 14, line: 24, jc: 'center', colour: red }),
  style('Body', '正文文字', { size: 16, line: 28, indent: two }),
  style('Addressee', '收件人', { size: 16, line: 28, before: 200, jc: 'left' }),
  style('Heading1', '一级标题', {
    family: fonts.heading,
    size: 16,
    line: 28,
    indent: two,
    before: 120,
    more: '<w:keepNext/>',
  }),
  style('Heading2', '二级标题', {
    family: fonts.sub,
    size: 16,
    line: 28,
    indent: two,
    before: 120,
    after: 80,
    more: '<w:keepNext/>',
  }),
  style('Note', '注', { family: fonts.table, size: 10.5, line: 18, before: 60, after: 160, colour: '55636F' }),
  style('Author', '撰稿', { size: 16, line: 28, indent: two, colour: '808080' }),
  style('Closing', '落款', { size: 16, line: 28, jc: 'right', indent: '<w:ind w:rightChars="200" w:right="640"/>' }),
  style('Small', '复算', {
    family: fonts.table,
    size: 9,
    line: 14,
    before: 240,
    jc: 'left',
    colour: '55636F',
    more: border('top', '999999', 4, 6),
  }),
  style('AnnexTitle', '附件标题', {
    family: fonts.heading,
    size: 16,
    line: 28,
    jc: 'left',
    after: 160,
    more: '<w:keepNext/>',
  }),
  style('Cell', '表格', {
    more: '<w:keepNext/>',
    family: fonts.table,
    size: 12,
    line: 20,
    before: 40,
    after: 40,
    jc: 'center',
  }),
  style('CellSmall', '附表', { family: fonts.table, size: 10, line: 15, before: 20, after: 20, jc: 'center' }),
  style('Header', '页眉', { family: fonts.sub, size: 12, line: 16, jc: 'right', colour: red }),
  style('Footer', '页码', { family: fonts.table, size: 14, line: 18, jc: 'right' }),
].join('')}</w:styles>`;

const field = (code) =>
  `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
const footer = (jc) =>
  `${declaration}<w:ftr ${namespaces}>${paragraph('Footer', `${run('— ')}${field('PAGE')}${run(' —')}`, `<w:ind w:left="280" w:right="280"/><w:jc w:val="${jc}"/>`)}</w:ftr>`;

const relation = (id, type, path) =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${path}"/>`;
const relations = (list) =>
  `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`;
const part = 'application/vnd.openxmlformats-officedocument.wordprocessingml.';
const override = (path, type) => `<Override PartName="/${path}" ContentType="${part}${type}+xml"/>`;

const files = {
  '[Content_Types].xml': `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${[
    override('word/document.xml', 'document.main'),
    override('word/styles.xml', 'styles'),
    override('word/settings.xml', 'settings'),
    override('word/fontTable.xml', 'fontTable'),
    override('word/header1.xml', 'header'),
    override('word/footer1.xml', 'footer'),
    override('word/footer2.xml', 'footer'),
  ].join('')}</Types>`,
  '_rels/.rels': relations([relation('rId1', 'officeDocument', 'word/document.xml')]),
  'word/_rels/document.xml.rels': relations([
    relation('rId1', 'styles', 'styles.xml'),
    relation('rId2', 'settings', 'settings.xml'),
    relation('rId3', 'fontTable', 'fontTable.xml'),
    relation('rId10', 'header', 'header1.xml'),
    relation('rId11', 'footer', 'footer1.xml'),
    relation('rId12', 'footer', 'footer2.xml'),
  ]),
  'word/document.xml': `${declaration}<w:document ${namespaces}><w:body>${head}${layout.map(block).join('')}${landscape}</w:body></w:document>`,
  'word/styles.xml': stylesXml,
  'word/settings.xml': `${declaration}<w:settings ${namespaces}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`,
  'word/fontTable.xml': `${declaration}<w:fonts ${namespaces}>${Object.entries(substitutes)
    .map(([name, other]) => `<w:font w:name="${name}"><w:altName w:val="${other}"/><w:charset w:val="86"/></w:font>`)
    .join('')}</w:fonts>`,
  'word/header1.xml': `${declaration}<w:hdr ${namespaces}>${paragraph('Header', run('{#草稿}草稿·未签发{/草稿}'))}</w:hdr>`,
  'word/footer1.xml': footer('right'),
  'word/footer2.xml': footer('left'),
};

const zip = new PizZip();
for (const [name, text] of Object.entries(files))
  zip.file(name, text, { date: new Date(1980, 0, 1), createFolders: false });
const bytes = zip.generate({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'DOS' });

if (process.argv.includes('--check')) {
  const same = bytes.equals(readFileSync(target));
  if (!same)
    console.error('config/report/template.docx is not what layout.yaml says: node scripts/report-template.mjs');
  process.exitCode = same ? 0 : 1;
} else writeFileSync(target, bytes);
