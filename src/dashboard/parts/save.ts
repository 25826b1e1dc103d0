import type { Client } from '../api/client.js';

/** Saves what an address answers under its last name. */
export async function saveAs(client: Client, path: string): Promise<void> {
  const blob = await client.blob(path);
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = path.split('/').slice(-2).join('-').replace(':', '-');
  link.click();
  URL.revokeObjectURL(url);
}
