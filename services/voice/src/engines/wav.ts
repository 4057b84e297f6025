import type { VoiceSample } from './engine.ts';

const headerBytes = 44;
/** Length fields of a stream whose end is not known yet. */
const unknownLength = 0xffff_ffff;

/** RIFF header of 16-bit mono PCM; without `dataBytes` the length is left open, as players accept for streams. */
export const wavHeader = (sampleRate: number, dataBytes?: number): Buffer => {
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0);
  header.writeUInt32LE(dataBytes === undefined ? unknownLength : 36 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes ?? unknownLength, 40);
  return header;
};

export const pcmBytes = (samples: Int16Array): Buffer => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);

export const wavFile = (samples: Int16Array, sampleRate: number): Buffer => {
  const data = pcmBytes(samples);
  return Buffer.concat([wavHeader(sampleRate, data.length), data]);
};

type Chunk = Readonly<{ id: string; start: number; length: number }>;

const chunksOf = (bytes: Buffer): Chunk[] => {
  const chunks: Chunk[] = [];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8);
    chunks.push({ id: bytes.toString('latin1', at, at + 4), start: at + 8, length });
    at += 8 + length + (length % 2);
  }
  return chunks;
};

/** Reads 16-bit PCM WAV, first channel only; undefined for anything else. */
export const readWav = (bytes: Buffer): VoiceSample | undefined => {
  if (bytes.length < headerBytes || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    return undefined;
  const chunks = chunksOf(bytes);
  const format = chunks.find(({ id }) => id === 'fmt ');
  const data = chunks.find(({ id }) => id === 'data');
  if (!format || !data || format.length < 16 || bytes.readUInt16LE(format.start) !== 1 || bytes.readUInt16LE(format.start + 14) !== 16)
    return undefined;
  const channels = Math.max(1, bytes.readUInt16LE(format.start + 2));
  const count = Math.floor(data.length / (2 * channels));
  const samples = Int16Array.from({ length: count }, (_, index) => bytes.readInt16LE(data.start + index * 2 * channels));
  return { samples, sampleRate: bytes.readUInt32LE(format.start + 4) };
};
