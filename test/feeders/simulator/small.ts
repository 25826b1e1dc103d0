import { configYaml } from './support.js';

/** A profile of two small months, as YAML would give it; tests spoil copies of it. */
export function smallProfile() {
  return {
    id: 'small',
    title: 'two small months',
    units: { A县: { name: 'A县', kind: 'county', region: 'A县' }, B局: { name: '市B局', kind: 'department' } },
    shape: configYaml('profiles/shape.yaml') as Record<string, unknown>,
    months: [smallMonth('2021-01'), smallMonth('2021-02')],
    totals: { contacts: 200, answered: 180, direct: 120, tickets: 60, closedOnTime: 58 },
  };
}

function smallMonth(month: string) {
  return {
    month,
    contacts: 100,
    answered: 90,
    direct: 60,
    tickets: 30,
    closedOnTime: 29,
    channels: {
      phone: { contacts: 90, answered: 80, tickets: 22 },
      wechat: { contacts: 10, answered: 10, tickets: 8 },
    },
    abandoned: 7,
    waits: { known: 70, within15s: 60 },
    excluded: { outbound: 2, test: 1 } as Record<string, number>,
    categories: { traffic: 40 } as Record<string, number>,
    topics: { 疫情: 20, 供水: 15 } as Record<string, number>,
    subjects: [
      { category: 'traffic', topics: ['疫情'], answered: 20, tickets: 8 },
      { category: 'traffic', answered: 20, tickets: 6 },
      { topics: ['供水'], answered: 15, tickets: 5 },
      { answered: 35, tickets: 11 },
    ],
    natures: { help: 20, consultation: 4, praise: 2, complaint: 4 } as Record<string, number>,
    urgencies: { urgent: 2, critical: 1 },
    regions: { A县: 18 } as Record<string, number>,
    unitGroups: { county: 18, department: 12 },
    units: { A县: 18, B局: 12 } as Record<string, number>,
    praise: { B局: 2 } as Record<string, number>,
    late: [{ unit: 'B局', nature: 'complaint', summary: '投诉施工扰民' }],
    ratings: { rated: 20, satisfied: 17, topics: { 疫情: { rated: 6, satisfied: 5 } } },
    replyWorkingDays: 100,
    extended: 2,
    reopened: 2,
    invented: [{ what: ['units.A县', 'late'], why: 'all of it' }],
  };
}
