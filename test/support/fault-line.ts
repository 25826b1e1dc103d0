import { PulseError } from '../../src/domain/errors.js';

export type Request = 'load' | 'commit' | 'settle' | 'publish';

/**
 * One request to a server. It is sent when it is made; it is carried out, answered, lost and repeated when the schedule says
 * so. Carrying out is one step, since the server is atomic; everything between is not.
 */
export class Call {
  readonly name: Request;
  readonly #work: () => Promise<unknown>;
  #result: Promise<unknown> | null = null;
  #resolve: (value: unknown) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  readonly answer: Promise<unknown>;

  constructor(name: Request, work: () => Promise<unknown>) {
    this.name = name;
    this.#work = work;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get carriedOut(): boolean {
    return this.#result !== null;
  }

  /** The server has done it; the answer is on its way. */
  carryOut(): void {
    this.#result ??= this.#work();
  }

  /** The answer goes astray: the client will send the same request again. */
  loseAnswer(): void {
    this.#result = null;
  }

  arrive(): void {
    this.carryOut();
    void this.#result!.then(this.#resolve, this.#reject);
  }

  /** The client gives up; whether the server did it is not known to the caller. */
  giveUp(): void {
    const code = this.name === 'publish' ? 'PULSE_LOG' : 'PULSE_STORE';
    this.#reject(new PulseError(code, `${this.name}: no answer`, { retryable: true }));
  }
}

/** The requests of one owner that have no answer yet, oldest first. */
export class Line {
  readonly #calls: Call[] = [];

  send<T>(name: Request, work: () => Promise<T>): Promise<T> {
    const call = new Call(name, work);
    this.#calls.push(call);
    return call.answer as Promise<T>;
  }

  get waiting(): number {
    return this.#calls.length;
  }

  peek(pick: number): Call | undefined {
    return this.#calls[pick % this.#calls.length];
  }

  take(pick: number): Call | undefined {
    return this.#calls.splice(pick % this.#calls.length, 1)[0];
  }

  /** The owner is gone: its requests that were not carried out may still be. */
  cut(): Call[] {
    return this.#calls.splice(0).filter((c) => c.name !== 'load' && !c.carriedOut);
  }
}
