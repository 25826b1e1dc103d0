/** 中文 names of counters, indicators, alerts and closed lists (kpi.md sections 3 and 4). */
export const measuresZh: Readonly<Record<string, string>> = {
  contacts: '受理总量', answered: '接通', direct: '直接解答', contacts_with_ticket: '形成工单的来电', unanswered_with_ticket: '未接通而有工单',
  contacts_excluded: '不计入', abandoned: '放弃', waited: '有等待时长的来电', waited_within_15s: '15 秒内接通', wait_seconds: '等待秒数',
  tickets: '工单', orphan_tickets: '无来电的工单', praise: '表扬', closed: '办结', closed_on_time: '按期办结', closed_late: '逾期办结',
  closed_due_unknown: '到期未知的办结', first_closed_on_time: '首次按期办结', flow_closed: '期内办结', flow_closed_late: '期内逾期办结',
  reply_working_days: '回复工作日', replied: '已回复', rated: '已评价', satisfied: '满意', extended: '延期', reopened: '重办', repeated: '重复',
  open: '在办', open_overdue: '逾期未结', open_due_unknown: '在办到期未知', open_not_due: '在办未到期', open_due_within_1wd: '一个工作日内到期',
  connection_rate: '接通率', direct_rate: '直接解答率', ticket_rate: '形成工单率', nature_share: '性质占比', category_share: '归口占比',
  topic_share: '热点占比', region_share: '区域占比', on_time_rate: '按期办结率', on_time_rate_of_due: '应办结按期率', close_rate: '办结率',
  resolution_rate: '解决率', satisfaction_rate: '满意率', mean_reply_working_days: '平均回复周期', answered_within_15s_rate: '15 秒接通率',
  abandonment_rate: '放弃率', channel: '渠道', nature: '性质', category: '归口', topic: '热点', region: '区域', unit_kind: '单位类别', unit_group: '单位组', top: '前',
  urgency: '紧急程度', outcome: '办理结果', reason: '原因', unit: '单位',
  'unit_group/county': '县区(含镇办)', 'unit_group/department': '部门(含企业)', 'unit_group/unknown': '未知', 'unit/unassigned': '未派单',
  'top/3': '三名', 'window/15m': '近 15 分钟', 'window/24h': '近 24 小时', 'unit_kind/unknown': '未知',
  'alert/ticket-near-due': '临期提醒', 'alert/ticket-due-soon': '即将到期', 'alert/ticket-overdue': '已逾期', 'alert/ticket-still-overdue': '逾期未结',
  'alert/ticket-closed-late': '逾期办结', 'alert/ticket-reopened': '重新办理', 'alert/ticket-settled': '提醒解除', 'alert/connection-rate-low': '接通率偏低',
  'alert/abandonment-rate-high': '放弃率偏高', 'alert/answered-in-15s-rate-low': '15 秒接通率偏低', 'alert/unit-backlog': '在办积压',
  'alert/identity-violated': '恒等式不成立', 'alert/calendar-missing': '缺工作日历', 'alert/stream-stalled': '数据中断', 'alert/stream-lagging': '处理滞后',
  'alert/dead-letters-rising': '死信增多', 'alert/revised': '定稿更正',
}; // biome-ignore format: a table

export const unitKindsZh: Readonly<Record<string, string>> = {
  county: '县区', township: '镇办', department: '部门', enterprise: '企业', unknown: '未知',
}; // biome-ignore format: a table
