import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Answer } from './client.js';
import type { JsonSchema } from './from-schema.js';

export interface Operation {
  readonly operationId?: string;
  readonly security?: readonly { readonly token?: readonly string[] }[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema?: object }>> }>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** What any operation may answer with `default`: who asks has not come as far as the operation. */
const anywhere = [401, 403, 404, 405, 408, 413, 414, 429, 431];

/** An API document as a judge of answers. */
export class ApiDocument {
  readonly document: OpenApi;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: OpenApi) {
    this.document = document;
    (formats as unknown as (ajv: Ajv2020) => void)(this.#ajv);
    this.#ajv.addSchema({ $id: 'api', ...document });
  }

  component(name: string): ValidateFunction {
    return this.#at(['components', 'schemas', name]);
  }

  /** What the document does not allow of this answer; null: nothing. */
  breach(path: string, method: string, answer: Answer): string | null {
    const { statusCode: status, body } = answer;
    const operation = this.document.paths[path]?.[method.toLowerCase()];
    if (operation === undefined) return `${method} ${path} is not described`;
    const key = String(status) in operation.responses ? String(status) : 'default';
    if (key === 'default' && !anywhere.includes(status)) return `${status} is not described`;
    const content = operation.responses[key]?.content ?? {};
    const type = (answer.headers['content-type'] ?? '').split(';')[0]!;
    if (status === 304) return body === '' ? null : '304 with a body';
    if (!(type in content)) return `${status}: ${type} is not described`;
    if (!type.endsWith('json')) return null;
    const validate = this.#at(['paths', path, method.toLowerCase(), 'responses', key, 'content', type, 'schema']);
    return validate(JSON.parse(body)) ? null : `${status}: ${this.#ajv.errorsText(validate.errors)}`;
  }

  #at(parts: readonly string[]): ValidateFunction {
    const pointer = parts
      .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent)
      .join('/');
    const validate = this.#compiled.get(pointer) ?? this.#ajv.compile({ $ref: `api#/${pointer}` });
    this.#compiled.set(pointer, validate);
    return validate;
  }
}
