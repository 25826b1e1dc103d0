import { compress, decompress, init } from '@bokuweb/zstd-wasm';
import kafkajs from 'kafkajs';
import snappy from 'kafkajs-snappy';
import { compressFrame, decompressFrame } from 'lz4-napi';

interface Encoder {
  readonly buffer: Buffer;
}

let wasm: Promise<void> | undefined;
const zstdReady = (): Promise<void> => (wasm ??= init());

const dstSizeTooSmall = '-70'; // zstd's error code
const maxBatchBytes = 256 << 20;

/**
 * Java's producer writes frames that do not tell their content's size, and for those this library takes 1 MiB and fails
 * beyond: so try again with more room.
 */
function unzstd(bytes: Buffer): Uint8Array {
  for (let room = 1 << 20; ; room *= 4) {
    try {
      return decompress(bytes, { defaultHeapSize: room });
    } catch (error) {
      if (!String(error).endsWith(dstSizeTooSmall) || room >= maxBatchBytes) throw error;
    }
  }
}

/** A decompressor may hand out a view on memory that it uses again: records must own their bytes. */
const owned = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

/**
 * Registers all codecs that a producer may have used: a kafkajs client that meets one it lacks stops for good. gzip is
 * built in. Process-wide and idempotent.
 */
export async function registerCodecs(): Promise<void> {
  const { CompressionCodecs: codecs, CompressionTypes: types } = kafkajs;
  codecs[types.Snappy] = snappy;
  codecs[types.LZ4] = () => ({
    compress: async (encoder: Encoder) => compressFrame(encoder.buffer),
    decompress: async (bytes: Buffer) => decompressFrame(bytes),
  });
  codecs[types.ZSTD] = () => ({
    compress: async (encoder: Encoder) => owned(compress(encoder.buffer)),
    decompress: async (bytes: Buffer) => owned(unzstd(bytes)),
  });
  await zstdReady();
}
