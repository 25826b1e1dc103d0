/** English names of counters, indicators, alerts and known codes (kpi.md sections 3 and 4). */
export const measuresEn: Readonly<Record<string, string>> = {
  contacts: 'Contacts', answered: 'Answered', direct: 'Answered directly', contacts_with_ticket: 'Became tickets',
  unanswered_with_ticket: 'Not answered, with ticket', contacts_excluded: 'Not counted', abandoned: 'Abandoned', waited: 'Calls with a known wait',
  waited_within_15s: 'Answered within 15 s', wait_seconds: 'Seconds waited', tickets: 'Tickets', orphan_tickets: 'Tickets without contact',
  praise: 'Praise', closed: 'Closed', closed_on_time: 'Closed on time', closed_late: 'Closed late', closed_due_unknown: 'Closed, due unknown',
  first_closed_on_time: 'First closed on time', flow_closed: 'Closed in the period', flow_closed_late: 'Closed late in the period',
  reply_working_days: 'Working days to reply', replied: 'Replied', rated: 'Rated', satisfied: 'Satisfied', extended: 'Extended', reopened: 'Reopened',
  repeated: 'Repeated', open: 'Open', open_overdue: 'Open and overdue', open_due_unknown: 'Open, due unknown', open_not_due: 'Open, not yet due',
  open_due_within_1wd: 'Due within a working day', connection_rate: 'Connection rate', direct_rate: 'Direct answer rate', ticket_rate: 'Ticket rate',
  nature_share: 'Share of nature', category_share: 'Share of category', topic_share: 'Share of topic', region_share: 'Share of region',
  on_time_rate: 'Closed on time', on_time_rate_of_due: 'On time of those due', close_rate: 'Close rate', resolution_rate: 'Resolution rate',
  satisfaction_rate: 'Satisfaction', mean_reply_working_days: 'Mean time to reply', answered_within_15s_rate: 'Answered within 15 s',
  abandonment_rate: 'Abandonment', channel: 'channel', nature: 'nature', category: 'category', topic: 'topic', region: 'region',
  unit_kind: 'kind of unit', unit_group: 'group of units', top: 'top', urgency: 'urgency', outcome: 'outcome', reason: 'reason', unit: 'unit',
  'unit_group/county': 'Counties and townships', 'unit_group/department': 'Departments and enterprises', 'unit_group/unknown': 'unknown',
  'unit_kind/county': 'County', 'unit_kind/township': 'Township', 'unit_kind/department': 'Department', 'unit_kind/enterprise': 'Enterprise',
  'unit_kind/unknown': 'unknown', 'unit/unassigned': 'No unit yet', 'top/3': 'three', 'window/15m': 'last 15 minutes', 'window/24h': 'last 24 hours',
  'channel/phone': 'Phone', 'channel/mayor-mailbox': "Mayor's mailbox", 'channel/gov-service-site': 'Service site', 'channel/wechat': 'WeChat',
  'channel/provincial': 'From the province', 'category/social-service': 'Social services', 'category/housing-land': 'Housing and land',
  'category/labour-security': 'Labour and security', 'category/traffic': 'Traffic', 'category/city-appearance': 'City appearance',
  'category/business-environment': 'Business environment', 'nature/help': 'Help', 'nature/consultation': 'Consultation', 'nature/report': 'Report',
  'nature/praise': 'Praise', 'nature/complaint': 'Complaint', 'nature/suggestion': 'Suggestion', 'nature/other': 'Other',
  'alert/ticket-near-due': 'Near due', 'alert/ticket-due-soon': 'Due soon', 'alert/ticket-overdue': 'Overdue',
  'alert/ticket-still-overdue': 'Still overdue', 'alert/ticket-closed-late': 'Closed late', 'alert/ticket-reopened': 'Reopened',
  'alert/ticket-settled': 'Settled', 'alert/connection-rate-low': 'Connection rate low', 'alert/abandonment-rate-high': 'Abandonment high',
  'alert/answered-in-15s-rate-low': 'Answered within 15 s low', 'alert/unit-backlog': 'Backlog', 'alert/identity-violated': 'Figures contradict each other',
  'alert/calendar-missing': 'Calendar missing', 'alert/stream-stalled': 'Stream stalled', 'alert/stream-lagging': 'Processing behind',
  'alert/dead-letters-rising': 'Dead letters rising', 'alert/revised': 'Final month revised',
}; // biome-ignore format: a table

export const unitKindsEn: Readonly<Record<string, string>> = {
  county: 'county', township: 'township', department: 'department', enterprise: 'enterprise', unknown: 'unknown',
}; // biome-ignore format: a table
