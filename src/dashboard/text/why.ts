/** 中文: the words around an explanation; what it says itself comes from the API. */
export const whyZh = {
  more: '定义与明细 →', close: '关闭', definition: '定义', formula: '公式', numerator: '分子', denominator: '分母', count: '计数',
  fraction: '精确分数', unrounded: '未舍入', rounding: '修约', identities: '恒等式', holds: '成立', broken: '不成立', asOf: '截至', offsets: '日志位置',
  generation: '代', cases: '明细', show: '列出所含来电来信', next: '更多', searching: '已查看', adds: '计入', contact: '来电来信', received: '接收时间',
  tickets: '工单', all: '已全部列出', confidential: '保密',
}; // biome-ignore format: a table

export const whyEn: typeof whyZh = {
  more: 'Definition and cases →', close: 'Close', definition: 'Definition', formula: 'Formula', numerator: 'Numerator',
  denominator: 'Denominator', count: 'Count', fraction: 'Exact fraction', unrounded: 'Not rounded', rounding: 'Rounding',
  identities: 'Identities', holds: 'holds', broken: 'does not hold', asOf: 'As of', offsets: 'Log offsets', generation: 'Generation',
  cases: 'Cases', show: 'List the contacts in it', next: 'More', searching: 'Looked at', adds: 'Adds', contact: 'Contact', received: 'Received',
  tickets: 'Tickets', all: 'That is all of them', confidential: 'confidential',
}; // biome-ignore format: a table
