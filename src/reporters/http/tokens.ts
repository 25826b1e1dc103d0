import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role, TokenStore } from './sources.js';

/** What is kept of a token: never the token. Records of the control topic have this form. */
export interface TokenRecord {
  readonly id: string;
  readonly role: Role;
  /** sha256 of the secret part, in hexadecimal. The part has 192 random bits: there is nothing for a slow hash to slow down. */
  readonly hash: string;
  readonly label: string;
  readonly createdAt: string;
  readonly revokedAt?: string | undefined;
}

/** `hp_<id>_<secret>`: 8 hexadecimal digits, 32 base64url characters. */
const form = /^hp_([0-9a-f]{8})_([A-Za-z0-9_-]{32})$/;

/** A new token: its text, which is shown once, and what is kept of it. */
export function newToken(o: Pick<TokenRecord, 'role' | 'label' | 'createdAt'>): {
  readonly text: string;
  readonly record: TokenRecord;
} {
  const id = randomBytes(4).toString('hex');
  const secret = randomBytes(24).toString('base64url');
  return { text: `hp_${id}_${secret}`, record: { id, ...o, hash: hashOf(secret).toString('hex') } };
}

/**
 * Compares with what is stored in constant time. A token whose id is unknown, revoked or misshapen is compared too, with a hash
 * that nothing has.
 *
 * @param find the record of an id, as it is at the moment of asking: a revoked token ends at once.
 * @param look resolves when `find` knows all that was written before the call: an unknown id may be one that was made a moment
 *   ago. Whoever guesses makes many of them, so it must not cost a read each. That an id is known can be told by the time that
 *   the answer takes; the secret cannot.
 */
export function tokenStore(
  find: (id: string) => TokenRecord | undefined,
  look: () => Promise<void> = async () => undefined,
): TokenStore {
  const nobody = { hash: hashOf(randomBytes(24).toString('base64url')).toString('hex') };
  return {
    verify: async (text) => {
      const [, id = '', secret = ''] = form.exec(text) ?? [];
      if (id !== '' && find(id) === undefined) await look();
      const found = find(id);
      const known = found?.revokedAt === undefined ? found : undefined;
      const same = timingSafeEqual(hashOf(secret), Buffer.from((known ?? nobody).hash, 'hex'));
      return same && known !== undefined ? { id: known.id, role: known.role } : null;
    },
    stands: (id) => {
      const found = find(id);
      return found !== undefined && found.revokedAt === undefined;
    },
  };
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
