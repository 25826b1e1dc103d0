import type { Labels } from './claim.js';
import { labelWords, measureWords } from './words.js';

/** A name that the report may use, and the code behind it: from the catalogue. */
export interface Name {
  /** As the labels of counters: channel, category, nature, topic, region, unit. */
  readonly kind: string;
  readonly code: string;
  readonly name: string;
}

const unitEnd = '(?:局|委|办|办公室|公司|中心|集团|医院|学校|大学|院|厅|处|所|站|队|管委会|政府|法院|支队|银行|分公司)';
const placeEnd = '(?:县|区|市|镇|乡|街道|街道办|新区|开发区|示范区|旗|州)';

/**
 * Reads the labels of a figure from the words before it: names of the catalogue, words that every report uses, names
 * that end as units and places do, and those that this report has used before.
 */
export class LabelReader {
  readonly #names: Name[];

  constructor(names: readonly Name[]) {
    this.#names = names.filter(({ name }) => name.length > 1);
  }

  /** From now on this name is known: 疫情工单办结率 after 有关疫情类诉求. */
  learn(kind: string, code: string): void {
    if (code.length > 1 && !this.#names.some((n) => n.name === code)) this.#names.push({ kind, code, name: code });
  }

  /** Of a row, or of a part, that is nothing but a name; `kind`: what its table calls its rows. */
  ofName(text: string, kind: string | null): Labels {
    const name = bare(text);
    const exact = this.#names.filter((n) => n.name === name || bare(n.name) === bareKind(name));
    const known = exact.find((n) => n.kind === kind) ?? (kind === null ? exact[0] : undefined);
    if (known !== undefined) return { [known.kind]: known.code };
    const word = labelWords.find(([k, , pattern]) => (kind === null || kind === k) && pattern.test(name));
    if (word !== undefined && (kind === word[0] || name.length <= 8)) return { [word[0]]: word[1] };
    return name === '' ? {} : { [kind ?? kindOfName(name)]: bareKind(name) };
  }

  /**
   * Of words in a sentence; none: {}.
   *
   * @param isTicket the measure is one of tickets, so a place that has tickets is a unit, not a region.
   */
  ofWords(words: string, isTicket: boolean): Labels {
    const group = labelWords.find(([k, , pattern]) => k === 'unit_group' && pattern.test(words));
    const known = this.#longest(words, isTicket);
    if (known !== undefined) return { [known.kind]: known.code };
    const unit = unitIn(withoutMeasures(words), isTicket);
    if (unit !== null) return unit;
    if (group !== undefined && /(?:向|由|派|转|各|市直|^)\S{0,4}$/.test(words.slice(0, words.search(group[2])))) {
      return { [group[0]]: group[1] };
    }
    return natureIn(words) ?? topicIn(words) ?? {};
  }

  #longest(words: string, isTicket: boolean): Name | undefined {
    const found = this.#names.filter((n) => n.kind !== 'nature' && n.kind !== 'channel' && words.includes(n.name));
    const longest = Math.max(0, ...found.map((n) => n.name.length));
    const same = found.filter((n) => n.name.length === longest);
    const wanted = isTicket ? 'unit' : 'region';
    return same.find((n) => n.kind === wanted) ?? same[0];
  }
}

/** A name without what is only said around it. */
export const bare = (text: string): string =>
  text
    .replace(/^(?:\d+|[一二三四五六七八九十]+)[.、]/, '')
    .replace(/^(?:其中|分别|主要)?(?:为|是|有|由|向|通过|反映|有关|关于|涉及|来自)+/, '')
    .replace(/(?:共|计|有|为|达|分别|共计|总计|受理|办理|诉求|来电)+$/, '')
    .replace(/[\s"“”'()]/g, '');

const bareKind = (name: string): string => name.replace(/(?:类|方面|问题|渠道)(?:诉求|事项|工单|来电|问题)?$/, '');

/** A blank for what names a measure: in 市商务局逾期办结 the unit is 市商务局. */
const withoutMeasures = (words: string): string =>
  measureWords.reduce((rest, [, pattern]) => rest.replace(pattern, ' '), words);

const unitPattern = new RegExp(`([\\u4e00-\\u9fa5]{1,14}?${unitEnd})(?![\\u4e00-\\u9fa5]*${unitEnd})`);
const placePattern = new RegExp(`([\\u4e00-\\u9fa5]{1,8}${placeEnd})$`);

function unitIn(words: string, isTicket: boolean): Labels | null {
  const said = words.slice(
    Math.max(...['为', '是', '由', '向', '对', ':', '月', '中,'].map((c) => words.lastIndexOf(c))) + 1,
  );
  const name = said.replace(/^[\s,]*(?:其中)?[\s,]*/, '').split(/[\s,]/)[0]!;
  const unit = unitPattern.exec(name)?.[1];
  if (unit !== undefined && unit.length > 2 && !/平台|热线|相关|部门|话务|服务中心$/.test(unit)) return { unit };
  const place = placePattern.exec(name)?.[1];
  if (place === undefined || /县区|区县|全市|全县|全区|^[市县区]$|城市|小区|各/.test(place) || place.length < 2)
    return null;
  return { [isTicket ? 'unit' : 'region']: place };
}

function natureIn(words: string): Labels | null {
  for (const [kind, code, pattern] of labelWords) {
    if (kind !== 'nature') continue;
    const source = new RegExp(
      `(?:${pattern.source})(?:类)?(?:的)?(?:诉求|事项|工单|来电|件)?(?:量|数)?(?:共|有|为|达|受理)*\\s*$`,
    );
    if (source.test(words)) return { nature: code };
  }
  return null;
}

const topicForms: readonly RegExp[] = [
  /(?:反映|有关|关于|涉及)([^,、]{2,14}?)(?:服务)?(?:类|问题|方面)/,
  /^([^,、]{2,12}?)(?:类|问题|方面)(?:诉求|事项|工单|来电|投诉)?(?:共|有|为|达|受理)*$/,
];

function topicIn(words: string): Labels | null {
  for (const form of topicForms) {
    const topic = form.exec(words.trim())?.[1];
    if (topic !== undefined && !/诉求|群众|主要|各/.test(topic)) return { topic };
  }
  return null;
}

const kindOfName = (name: string): string => {
  if (new RegExp(`${unitEnd}$`).test(name)) return 'unit';
  return new RegExp(`${placeEnd}$`).test(name) ? 'region' : 'part';
};
