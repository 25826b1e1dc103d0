import { rounded } from './arithmetic.js';
import { type Draft, type Piece, type Spot, type Style, type Tie, write } from './draft.js';
import { Random } from './random.js';

/** Reports that are right, from invented counts: several wordings, orders of sections, forms of tables and of numbers. */
export function generate(seed: number): Draft {
  const r = new Random(seed);
  const writer = new Writer(r, world(r));
  return writer.report();
}

const natures = ['求助类', '咨询类', '投诉类', '举报类', '建议类', '表扬类'];
const categories = ['社会服务类', '城市管理类', '劳动保障类', '交通运输类', '房屋土地类', '营商环境类', '其他'];
const topics = ['物业管理', '噪音扰民', '供水', '供暖', '违章停车', '拖欠工资', '公交运营', '环境卫生'];
const counties = ['东山区', '西河区', '南湖县', '北塘县', '中原区'];

interface World {
  readonly contacts: number;
  readonly answered: number;
  readonly tickets: number;
  readonly closed: number;
  readonly onTime: number;
  readonly satisfied: number;
  readonly rated: number;
}

function world(r: Random): World {
  const contacts = r.int(2_000, 90_000);
  const answered = Math.floor(contacts * (0.8 + r.next() * 0.19));
  const tickets = Math.floor(answered * (0.15 + r.next() * 0.5));
  const closed = Math.floor(tickets * (0.9 + r.next() * 0.095));
  const onTime = closed - r.int(1, Math.max(1, Math.floor(closed / 40)));
  const rated = Math.floor(closed * (0.4 + r.next() * 0.5));
  return { contacts, answered, tickets, closed, onTime, rated, satisfied: Math.floor(rated * (0.8 + r.next() * 0.19)) };
}

interface Column {
  readonly header: string;
  readonly cells: readonly Piece[];
}

class Writer {
  readonly #r: Random;
  readonly #w: World;
  readonly #style: Style;
  readonly #percent: string;
  readonly #ties: Tie[] = [];
  #ids = 0;

  constructor(r: Random, w: World) {
    this.#r = r;
    this.#w = w;
    this.#style = { separator: r.pick(['', '', ',', ',']), wide: r.chance(0.2) };
    this.#percent = r.chance(0.3) ? '%' : '%';
  }

  report(): Draft {
    const r = this.#r;
    const month = r.int(1, 12);
    const sections = r.shuffle([
      () => this.#handling(),
      () => this.#natureTable(),
      () => this.#categoryTable(),
      () => this.#hot(),
    ]);
    const lines: Piece[][] = [
      [`${r.pick(['江城市', '临海市'])}12345热线2023年${month}月份运行情况`],
      [''],
      ...this.#overview(month),
    ];
    for (const [i, section] of sections.entries()) {
      const [title = '', ...rest] = section();
      lines.push([''], [`${'一二三四五'[i]}、`, ...title], ...rest);
    }
    return write('report.md', lines, this.#ties);
  }

  #spot(kind: Spot['kind'], units: bigint, decimals: number, unit: string, worded = false): Spot {
    const place = { line: 0, from: 0, to: 0 };
    return { id: `f${this.#ids++}`, kind, units, decimals, style: this.#style, unit, worded, ...place };
  }

  #count(n: number, unit = '件'): Spot {
    return this.#spot('count', BigInt(n), 0, unit);
  }

  #rate(n: Spot, base: Spot): Spot {
    const rate = this.#spot('rate', rounded(Number(n.units), Number(base.units), 2), 2, this.#percent);
    this.#ties.push({ kind: 'ratio', rate: rate.id, numerator: n.id, base: base.id });
    return rate;
  }

  #growth(now: Spot, worded: boolean, unit = this.#percent): Spot {
    const n = Number(now.units);
    const before = Math.max(1, Math.floor(n * (0.6 + this.#r.next() * 0.8)));
    const change = this.#spot('change', rounded(n - before, before, 2), 2, unit, worded);
    this.#ties.push({ kind: 'growth', change: change.id, now: now.id });
    return change;
  }

  #moved(now: Spot): Piece[] {
    const change = this.#growth(now, true);
    const words =
      change.units < 0n ? ['环比下降', '较上月减少', '环比上月下降'] : ['环比上升', '较上月增长', '环比上月增加'];
    return [this.#r.pick(words), change];
  }

  #tie(tie: Tie): void {
    this.#ties.push(tie);
  }

  #total: Partial<Record<'contacts' | 'answered' | 'tickets', Spot>> = {};

  #overview(month: number): Piece[][] {
    const r = this.#r;
    const contacts = this.#count(this.#w.contacts);
    const answered = this.#count(this.#w.answered);
    const tickets = this.#count(this.#w.tickets);
    const direct = this.#count(this.#w.answered - this.#w.tickets);
    this.#total = { contacts, answered, tickets };
    this.#tie({ kind: 'sum', parts: [direct.id, tickets.id], whole: answered.id });
    const first = r.pick(['12345热线共受理群众来电来信', '市12345平台共收到群众诉求', '全市热线共接到来电来信']);
    const parts = r.chance(0.5) ? this.#channels(contacts) : [];
    const line: Piece[] = [
      `${month}月${r.pick(['份', ''])},${first}`,
      contacts,
      ...parts,
      ',',
      ...this.#moved(contacts),
      ',',
      r.pick(['接通', '人工接听']),
    ];
    line.push(answered, ',', r.pick(['接通率', '接通率为', '接通率达']), this.#rate(answered, contacts), '。');
    line.push(
      r.pick(['其中,', '']),
      r.pick(['话务员直接解答', '当场解答', '在线解答']),
      direct,
      ',占比',
      this.#rate(direct, answered),
      r.pick([',', ';']),
    );
    line.push(r.pick(['形成工单', '生成工单', '转办工单']), tickets, ',占比', this.#rate(tickets, answered), '。');
    return r.chance(0.4) ? [this.#halfYear(month), line] : [line];
  }

  /** Rounded to 万: the exact count is not printed, so its digits are tied to nothing; and with the other period in brackets. */
  #halfYear(month: number): Piece[] {
    const [contacts, answered] = [this.#w.contacts * 6 + this.#r.int(0, 99), this.#w.answered * 6];
    const inMyriads = this.#spot('count', (BigInt(contacts) + 50n) / 100n, 2, '万件');
    const exact = this.#count(answered);
    const before = this.#count(Math.floor(answered * (0.7 + this.#r.next() * 0.6)));
    const change = this.#spot(
      'change',
      rounded(answered - Number(before.units), Number(before.units), 2),
      2,
      this.#percent,
      true,
    );
    this.#tie({ kind: 'change', change: change.id, now: exact.id, before: before.id });
    const half = month <= 6 ? '上' : '下';
    const moved = change.units < 0n ? '同比下降' : '同比增长';
    return [
      `${half}半年,热线累计受理群众来电来信`,
      inMyriads,
      ',接通',
      exact,
      `,${moved}`,
      change,
      '(去年同期',
      before,
      ')。',
    ];
  }

  #channels(contacts: Spot): Piece[] {
    const [a = 0, b = 0, c = 0] = this.#r.split(this.#w.contacts, 3);
    const parts = [this.#count(a), this.#count(b), this.#count(c)];
    this.#tie({ kind: 'sum', parts: parts.map((p) => p.id), whole: contacts.id });
    return ['(电话', parts[0]!, '、微信', parts[1]!, '、网站', parts[2]!, ')'];
  }

  #handling(): Piece[][] {
    const { tickets: all, closed: done, onTime: good, rated: asked, satisfied: happy } = this.#w;
    const r = this.#r;
    const tickets = this.#count(all);
    const [county, department] = [this.#count(Math.floor(all * 0.7)), this.#count(all - Math.floor(all * 0.7))];
    const [closed, open] = [this.#count(done), this.#count(all - done)];
    const [onTime, late] = [this.#count(good), this.#count(done - good)];
    this.#tie({ kind: 'equal', a: tickets.id, b: this.#total.tickets!.id });
    this.#tie({ kind: 'sum', parts: [county.id, department.id], whole: tickets.id });
    this.#tie({ kind: 'sum', parts: [closed.id, open.id], whole: tickets.id });
    this.#tie({ kind: 'sum', parts: [onTime.id, late.id], whole: closed.id });
    const lines: Piece[][] = [
      ['办理情况'],
      [
        r.pick(['转办工单', '派发工单']),
        tickets,
        ',已办结',
        closed,
        ',办结率',
        this.#rate(closed, tickets),
        ',正在办理',
        open,
        '。其中按期办结',
        onTime,
        ',逾期办结',
        late,
        '。',
      ],
      ['向县区转办工单', county, ',向市直部门转办工单', department, '。'],
    ];
    if (r.chance(0.6)) {
      const [rated, satisfied] = [this.#count(asked), this.#count(happy)];
      lines.push(['回访评价', rated, ',满意', satisfied, ',群众满意率', this.#rate(satisfied, rated), '。']);
    }
    return r.chance(0.5) ? lines : [...lines, ...this.#unitTable(department)];
  }

  #unitTable(_: Spot): Piece[][] {
    const { closed } = this.#w;
    const counts = this.#r.split(closed, counties.length).map((n) => this.#count(n, ''));
    const good = counts.map((c) => this.#count(Number(c.units) - this.#r.int(0, Math.floor(Number(c.units) / 20)), ''));
    const late = counts.map((c, i) => this.#count(Number(c.units - good[i]!.units), ''));
    for (const [i, c] of counts.entries()) this.#tie({ kind: 'sum', parts: [good[i]!.id, late[i]!.id], whole: c.id });
    const total = this.#count(closed, '');
    this.#tie({ kind: 'sum', parts: counts.map((c) => c.id), whole: total.id });
    return [
      ['各县区办结情况如下:'],
      ...this.#table([
        { header: '承办单位', cells: [...counties, '合计'] },
        { header: '办结件数', cells: [...counts, total] },
        { header: '按期办结', cells: [...good, '-'] },
        { header: '逾期办结', cells: [...late, '-'] },
      ]),
    ];
  }

  #natureTable(): Piece[][] {
    const base = this.#total.tickets!;
    return [['诉求性质'], ['从诉求性质看:'], ...this.#shares('性质分类', natures, base, '占工单总量比重')];
  }

  #categoryTable(): Piece[][] {
    const base = this.#total.answered!;
    return [['诉求归口'], ['从归口类型看:'], ...this.#shares('归口分类', categories, base, '占接通总量比重')];
  }

  #shares(head: string, names: readonly string[], base: Spot, share: string): Piece[][] {
    const counts = this.#r.split(Number(base.units), names.length).map((n) => this.#count(n, ''));
    this.#tie({ kind: 'sum', parts: counts.map((c) => c.id), whole: base.id });
    return this.#table([
      { header: head, cells: names },
      { header: this.#r.pick(['受理量(件)', '数量']), cells: counts },
      { header: this.#r.pick([share, share, '占比']), cells: counts.map((c) => this.#rate(c, base)) },
      { header: this.#r.pick(['环比', '环比增长率']), cells: counts.map((c) => this.#growth(c, false)) },
    ]);
  }

  /** Markdown, columns by tabs, or each cell on a line of its own. */
  #table(columns: readonly Column[]): Piece[][] {
    const rows = columns[0]!.cells.map((_, i) => columns.map((c) => c.cells[i]!));
    const header = columns.map((c) => c.header);
    const form = this.#r.int(0, 2);
    if (form === 0) {
      const bordered = (cells: readonly Piece[]): Piece[] => ['| ', ...cells.flatMap((c) => [c, ' | '])];
      return [[''], bordered(header), ['|---'.repeat(columns.length), '|'], ...rows.map(bordered), ['']];
    }
    if (form === 1)
      return [header, ...rows].map((cells) => cells.flatMap((c, i) => (i === 0 ? [c] : ['\t', c]))).concat([['']]);
    return [header, ...rows].flatMap((cells) => cells.flatMap((c) => [[c], ['']]));
  }

  #hot(): Piece[][] {
    const names = this.#r.shuffle(topics).slice(0, 6);
    const counts = this.#r.split(Math.max(600, Math.floor(this.#w.answered / 6)), 6).map((n) => this.#count(n));
    this.#tie({ kind: 'falling', list: counts.map((c) => c.id) });
    const items = names.map((name, i): Piece[] => [
      `${'一二三四五六'[i]}是${name}问题。反映${name}问题`,
      counts[i]!,
      ',主要集中在群众生活方面。',
    ]);
    return [['热点问题'], ['群众反映诉求主要集中在以下几个方面:'], ...items];
  }
}
