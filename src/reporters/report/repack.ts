import PizZip from 'pizzip';

/** Of every entry: a zip file has no older day. It holds the time on the wall of the machine, so this is local time. */
const epoch = new Date(1980, 0, 1);

/**
 * The same entries as a file whose bytes depend on nothing but their contents: names sorted, one fixed date, no folders. DOCX
 * and XLSX are zip files, and whoever writes them puts the time of the day in.
 */
export function repack(zip: PizZip): Buffer {
  const out = new PizZip();
  const names = Object.keys(zip.files).filter((name) => !zip.files[name]!.dir);
  // The list of types comes first: so do office programs write it, and some readers look for it there.
  for (const name of names.sort(byPlace)) {
    out.file(name, zip.files[name]!.asUint8Array(), { date: epoch, createFolders: false, binary: true });
  }
  return out.generate({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'DOS' });
}

const types = '[Content_Types].xml';
const byPlace = (a: string, b: string): number => (a === types ? -1 : b === types ? 1 : a < b ? -1 : a > b ? 1 : 0);
