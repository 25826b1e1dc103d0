import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireTools, type Tool } from './services-install.js';

export const kafkaVersion = '4.0.0';

const cache = join(process.cwd(), '.cache');
const libs = join(cache, 'kafka-libs', kafkaVersion);

/** The jars of Kafka's broker and tools as a class path; fetched once through Maven into `.cache/kafka-libs` (50 MB). */
export function kafkaClassPath(): string {
  requireTools(kafkaTools());
  if (!existsSync(libs)) fetchJars();
  return join(libs, '*');
}

/** Programs that `kafkaClassPath` and a broker need on this machine now. */
export function kafkaTools(): readonly Tool[] {
  return existsSync(libs) ? ['java'] : ['java', 'mvn'];
}

function fetchJars(): void {
  process.stderr.write(`Tests need Kafka ${kafkaVersion}: fetching its jars through Maven.\n`);
  const work = join(cache, `kafka-fetch-${process.pid}`);
  const jars = join(work, 'jars');
  mkdirSync(jars, { recursive: true });
  mkdirSync(join(cache, 'kafka-libs'), { recursive: true });
  writeFileSync(join(work, 'pom.xml'), pom());
  execFileSync(
    'mvn',
    ['-q', '-B', '-f', join(work, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`],
    { stdio: ['ignore', process.stderr, process.stderr] },
  );
  try {
    renameSync(jars, libs); // whole or not at all: another run may be fetching at this moment
  } catch (error) {
    if (!existsSync(libs)) throw error;
  }
  rmSync(work, { recursive: true, force: true });
}

function pom(): string {
  const dependency = (group: string, artifact: string, version: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>hotline-pulse</groupId><artifactId>kafka-libs</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', kafkaVersion)}
    ${dependency('org.apache.kafka', 'kafka-tools', kafkaVersion)}
    ${dependency('org.slf4j', 'slf4j-simple', '1.7.36')}
  </dependencies>
</project>
`;
}
