import { type EventType, eventTypes } from '../domain/events.js';
import type { TopicSpec } from '../ports/event-log.js';

/** Topic names of one namespace (a city): `hotline.call-received`, … (design.md section 8). */
export interface Topics {
  readonly inputs: readonly string[];
  readonly inputOf: Readonly<Record<EventType, string>>;
  readonly snapshots: string;
  readonly deadLetters: string;
  readonly control: string;
  readonly alerts: string;
  /** What a sink has delivered, and how far it has read the alerts. */
  readonly deliveries: string;
}

export function topicsOf(namespace: string): Topics {
  const inputOf = {
    'hotline.call-received.v1': `${namespace}.call-received`,
    'hotline.ticket-created.v1': `${namespace}.ticket-created`,
    'hotline.ticket-closed.v1': `${namespace}.ticket-closed`,
    'hotline.alert-acked.v1': `${namespace}.alert-acks`,
  } as const;
  return {
    inputs: eventTypes.map((type) => inputOf[type]),
    inputOf,
    snapshots: `${namespace}.snapshots`,
    deadLetters: `${namespace}.dead-letters`,
    control: `${namespace}.control`,
    alerts: `${namespace}.alerts`,
    deliveries: `${namespace}.deliveries`,
  };
}

/** How each topic is kept: inputs for ever and equally partitioned, outputs compacted or for so many days. */
export function topicSpecs(topics: Topics, partitions: number): TopicSpec[] {
  return [
    ...topics.inputs.map((name): TopicSpec => ({ name, partitions, retention: 'input' })),
    { name: topics.snapshots, partitions: 1, retention: 'compacted' },
    { name: topics.control, partitions: 1, retention: 'compacted' },
    { name: topics.deadLetters, partitions, retention: { days: 90 } },
    { name: topics.alerts, partitions, retention: { days: 400 } },
    { name: topics.deliveries, partitions: 1, retention: 'compacted' },
  ];
}
