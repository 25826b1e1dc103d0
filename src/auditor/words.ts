/**
 * What reports call their figures: one table of synonyms. Patterns are matched on normalised text (normalise.ts); of
 * those that match, the one that is listed first counts. Measures and indicators are those of kpi.md sections 3 and 4.
 */

export type Measure =
  | 'contacts' | 'contacts_with_ticket' | 'answered' | 'direct' | 'tickets' | 'closed' | 'closed_on_time' | 'closed_late' | 'open' | 'open_overdue'
  | 'abandoned' | 'rated' | 'satisfied' | 'praise' | 'reopened' | 'extended' | 'other'
  | 'flow_closed' | 'flow_closed_late'; // biome-ignore format: a list

const thing = '(?:的)?(?:任务|事项|诉求|有效|群众)?(?:工单|事项|诉求|件)?';

export const measureWords: readonly (readonly [Measure, RegExp])[] = [
  ['closed_on_time', new RegExp(`(?:按期|按时|如期|限期内|期限内|规定时限内)(?:已)?(?:办结|办理|办复|答复|处置)${thing}(?:量|数)?`)],
  ['open_overdue', /(?:逾期|超期|超时)(?:仍)?未(?:办结|办理|答复)|(?:在办|未办结)(?:中)?(?:已)?(?:逾期|超期)/],
  ['closed_late', new RegExp(`(?:逾期|超期|超时)(?:办结|办理|答复)?${thing}(?:量|数)?`)],
  ['open', /未办结|尚未办结|正在办理(?:中)?|办理中|在办(?:工单|件)?|待办/],
  ['contacts_with_ticket', /(?:形成|生成|产生|有)(?:任务|事项)?工单的(?:来电来信|来电|来信|诉求|电话)/],
  ['direct', /(?:直接|当场|在线|即时|现场|当即|即席|立即|话务员|坐席)(?:直接)?(?:解答|答复|办理|办结|处理|回复|解决)|直办/],
  ['closed', /(?:已)?(?:办结|办复|办理完成|处理完毕|办理完毕)(?:工单|事项|件)?(?:量|数)?/],
  ['satisfied', /满意(?:和基本满意)?(?:工单|件)?(?:量|数)?/],
  ['rated', /(?:参与)?(?:评价|测评)(?:工单|件)?(?:量|数)?|回访(?:成功)?/],
  ['praise', /表扬(?:类)?(?:工单|件)?/],
  ['reopened', /退回重办|重新办理|二次办理|重办/],
  ['extended', /延期/],
  ['abandoned', /放弃|未接通|呼损/],
  ['tickets', /工单|转办|派发|转派|派单|交办|分派|转交|承办|派遣|立案|办件|办理量|网络转|转派/],
  ['answered', /接通|接听|接起|应答|接电/],
  ['contacts', /来电来信|来电|来信|受理|话务|呼入|收到|接到|接收|受话|诉求|处理|受诉/],
]; // biome-ignore format: a table

/** Rates that need no base word: what they are called → which one. */
export const rateWords: readonly (readonly [string, RegExp])[] = [
  ['answered_within_15s_rate', /15秒(?:内)?(?:接通|接听|应答)率/],
  ['connection_rate', /(?:呼叫)?(?:接通|接听|应答)率/],
  ['direct_rate', /(?:直接|当场|在线|即时|现场|一次)(?:解答|答复|办理|办结|解决)率/],
  ['ticket_rate', /(?:形成|生成)?(?:工单|转办|派单)率/],
  ['on_time_rate_of_due', /应办结按期率/],
  ['on_time_rate', /(?:按期|按时|如期|限时)(?:办结|办理|答复|办复)?率/],
  ['late_rate', /(?:逾期|超期)(?:办结)?率/],
  ['close_rate', /办结率|办理率|办复率/],
  ['resolution_rate', /(?:问题|诉求)?解决率/],
  ['satisfaction_rate', /满意(?:率|度)|好评率/],
  ['abandonment_rate', /放弃率|呼损率/],
  ['other_rate', /率/],
];

/** Closings by their own day, whenever the ticket was made: another figure than those of the tickets of the period. */
export const flowWords = /按办结时间|[不无]论何时(?:受理|创建)/;

export const shareWords = /占|比重|比例/;
/** "A、B、C三类合计占比": a share of several together. */
export const togetherWords = /合计|共计|总计|累计|三(?:者|类|项)|前[三五十四六]/;

export const previousWords = /环比|(?:较|比|同)(?:上|前一?)(?:个)?(?:月|季度?|期|周|年(?!同期)|半年)|上(?:个)?月相比/;
export const lastYearWords = /同比|(?:较|比|与)?(?:去年|上年)(?:的)?同期|较去年/;
export const upWords = /上升|增长|增加|提高|提升|上涨|增幅|升高|增多|上浮|扩大|涨幅/;
export const downWords = /下降|减少|降低|回落|下滑|降幅|减幅|下跌|缩小/;

/** "上月受理19370件" prints the other period's own figure. */
export const previousOwn = /(?<![较比同与])(?:上(?:个)?月|上期|上(?:一)?季度|上周)(?!相比|上升|下降|增|减)/;
export const lastYearOwn = /(?<![较比同与])(?:去年|上年)同期(?!相比|上升|下降|增|减)/;

/** Several figures that are the same measure by label words: which labels there are, beside those of the catalogue. */
export const labelWords: readonly (readonly [kind: string, code: string, pattern: RegExp])[] = [
  ['nature', 'help', /求助/],
  ['nature', 'consultation', /咨询(?!电话)/],
  ['nature', 'report', /举报/],
  ['nature', 'praise', /表扬|感谢/],
  ['nature', 'complaint', /投诉/],
  ['nature', 'suggestion', /建议/],
  ['nature', 'other', /其他|其它/],
  ['unit_group', 'county', /各?(?:县区|区县|县市区|县\(市、?区\)|旗县)/],
  ['unit_group', 'department', /(?:市直|市级|各)?(?:部门|委办局)/],
  ['unit_group', 'enterprise', /(?:公共服务)?企业|企事业单位/],
  ['channel', 'phone', /(?<!非)(?:电话|话务)/],
  ['channel', 'wechat', /微信/],
  ['channel', 'web', /网站|网络|互联网|网上/],
  ['channel', 'app', /APP|小程序|客户端/],
];

/** What the first column of a table, or the words before it, call its rows. */
export const rowKinds: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['nature', /性质|诉求类型|工单类型/],
  ['category', /归口|类别|类型|分类|领域|行业/],
  ['channel', /渠道|来源|方式/],
  ['unit', /单位|部门|承办|县区|区县|机构/],
  ['region', /区域|地区|辖区|属地/],
  ['topic', /热点|问题|事项|主题|话题/],
];

/** What a base is called in 占…总量 and the like. */
export const baseWords: readonly (readonly [Measure, RegExp])[] = [
  ['tickets', /工单|派单|转办|派发|交办|办件/],
  ['answered', /接通|接电|接听|应答/],
  ['closed', /办结/],
  ['contacts', /受理|来电|来信|诉求|话务|呼入|总量|总数/],
];
