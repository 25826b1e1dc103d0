import { AlertWatch } from './fault-alerts.js';
import type { Owner } from './fault-owner.js';
import { compareWithNaivePath, heal, Watch } from './fault-run.js';
import type { Scenario } from './fault-schedule.js';
import type { Broken } from './fault-told.js';
import { TaskWorld } from './task-world.js';

const minutesOfYears = 2 * 366 * 1440;

/**
 * Runs a schedule with timers: after every step the store is what its offsets mean, and what was told is true. Then the
 * faults end, one owner is left and the clock goes beyond all timers: everything that there is to tell must have been told.
 */
export async function runAlertScenario(scenario: Scenario): Promise<void> {
  const world = new TaskWorld(scenario, 'head');
  const [watch, alerts] = [new Watch(world, scenario.partitions), new AlertWatch(world, scenario.partitions)];
  for (const step of scenario.steps) {
    await world.step(step);
    watch.look();
    alerts.look();
  }
  await endOf(world, scenario, watch, alerts);
  await compareWithNaivePath(world, scenario);
}

/** The same for alerts alone, in a world that is broken on purpose, or (null) whole. */
export async function runForAlerts(scenario: Scenario, broken: Broken | null): Promise<void> {
  const world = new TaskWorld(scenario, 'head', broken);
  const [watch, alerts] = [new Watch(world, scenario.partitions), new AlertWatch(world, scenario.partitions, false)];
  for (const step of scenario.steps) {
    await world.step(step);
    alerts.look();
  }
  await endOf(world, scenario, watch, alerts);
}

async function endOf(world: TaskWorld, scenario: Scenario, watch: Watch, alerts: AlertWatch): Promise<void> {
  world.pass(minutesOfYears);
  const also = async (owner: Owner): Promise<void> => {
    owner.look();
    await world.answer(owner, 1000);
    alerts.look();
    owner.drain();
    await world.answer(owner, 1000);
    // Every look is a millisecond of its own.
    world.pass(1);
  };
  // Attach again, fire what an old horizon allows, take a new one, fire, publish.
  await heal(world, scenario, watch, { also, rounds: 5 });
  alerts.atEnd(scenario.steps.some((step) => step.do === 'fall-back'));
}
