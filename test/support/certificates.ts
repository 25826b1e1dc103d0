import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  /** PEM. Self-signed, so it is its own authority. */
  readonly cert: string;
  readonly key: string;
}

/**
 * A self-signed certificate, made now by openssl and valid for two days.
 *
 * @param names `IP:127.0.0.1`, `DNS:example.test`: whom it is good for
 */
export function makeCertificate(names: readonly string[] = ['IP:127.0.0.1', 'DNS:localhost']): Certificate {
  const dir = mkdtempSync(join(tmpdir(), 'pulse-certificate-'));
  try {
    const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert];
    const about = ['-days', '2', '-subj', '/CN=hotline-pulse test', '-addext', `subjectAltName=${names.join(',')}`];
    execFileSync('openssl', ['req', '-x509', ...made, ...about], { stdio: 'ignore' });
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(dir, { recursive: true });
  }
}
