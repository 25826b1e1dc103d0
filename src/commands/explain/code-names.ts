import type { Language } from '../../domain/definitions.js';
import type { CatalogueKind } from '../../settings/catalogue.js';
import type { Configuration } from '../../settings/configuration.js';
import { catalogueLabels } from '../http/catalogue-labels.js';

/** Names that no catalogue holds: the program's own codes. */
const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  unit: { unassigned: '未派单' },
  unit_kind: { unknown: '未知' },
  unit_group: { county: '县区(含镇办)', department: '部门(含企业)', unknown: '未知' },
};

/** Codes and what they are called. */
export class CodeNames {
  readonly #configuration: Configuration;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  /** The catalogue speaks Chinese; in English codes stand for themselves, units aside, which have no other name. */
  say(language: Language): (label: string, code: string) => string {
    const { catalogue } = this.#configuration;
    return (label, code) => {
      if (language === 'en' && label !== 'unit') return code;
      const given = language === 'zh' ? own[label]?.[code] : undefined;
      return given ?? catalogue.label(label as CatalogueKind, code);
    };
  }

  /** The code of what somebody wrote: that, or its name. A text that is neither stays: lists are open. */
  codeOf(label: string, text: string): string {
    if (label === 'unit') return this.#configuration.catalogue.unitCode(text) ?? codeNamed(own['unit']!, text) ?? text;
    const { labels } = catalogueLabels(this.#configuration);
    const names = { ...labels[label], ...own[label] };
    return Object.hasOwn(names, text) ? text : (codeNamed(names, text) ?? text);
  }
}

/** 求助 is 求助类. */
function codeNamed(names: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(names).find(([, given]) => given === name || given === `${name}类`)?.[0];
}
