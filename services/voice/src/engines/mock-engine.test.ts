import { describe, expect, test } from '@jest/globals';
import { durationMs, mockEngine, pitchOf } from './mock-engine.ts';
import { readWav, wavFile, wavHeader } from './wav.ts';

describe('mock engine', () => {
  test('a longer text gives a longer sound, the same text the same bytes', async () => {
    const short = await mockEngine.speak({ text: 'Dzień dobry, tu Anna.', language: 'pl' });
    const long = await mockEngine.speak({ text: 'Dzień dobry, tu Anna. '.repeat(4), language: 'pl' });
    const again = await mockEngine.speak({ text: 'Dzień dobry, tu Anna.', language: 'pl' });
    expect(short.samples.length).toBe((durationMs('Dzień dobry, tu Anna.') * short.sampleRate) / 1_000);
    expect(long.samples.length).toBeGreaterThan(3 * short.samples.length);
    expect(again.samples).toEqual(short.samples);
  });

  test('is heard: neither silent nor clipped', async () => {
    const { samples } = await mockEngine.speak({ text: 'Faktura została wystawiona', language: 'pl' });
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(loudest).toBeGreaterThan(1_000);
    expect(loudest).toBeLessThan(32_000);
  });

  test('a cloned voice takes the pitch of the sample', async () => {
    const sampleRate = 16_000;
    const tone = Int16Array.from({ length: sampleRate }, (_, index) =>
      Math.round(8_000 * Math.sin((2 * Math.PI * 320 * index) / sampleRate)),
    );
    expect(Math.abs(pitchOf({ samples: tone, sampleRate }) - 320)).toBeLessThanOrEqual(1);
    const plain = await mockEngine.speak({ text: 'aaaaaaaaaa', language: 'pl' });
    const cloned = await mockEngine.speak({ text: 'aaaaaaaaaa', language: 'pl', voice: { samples: tone, sampleRate } });
    expect(pitchOf(cloned)).toBeGreaterThan(pitchOf(plain));
  });
});

describe('wav', () => {
  test('what is written is read back', () => {
    const samples = Int16Array.from([0, 1, -1, 32_767, -32_768]);
    const file = wavFile(samples, 16_000);
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect(file.readUInt32LE(40)).toBe(samples.byteLength);
    expect(readWav(file)).toEqual({ samples, sampleRate: 16_000 });
  });

  test('a stream leaves its length open', () => {
    expect(wavHeader(16_000).readUInt32LE(40)).toBe(0xffff_ffff);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('not a recording at all, whatever its length may be')],
    ['a cut header', wavHeader(16_000, 0).subarray(0, 30)],
  ])('%s is no recording', (_title, bytes) => {
    expect(readWav(bytes)).toBeUndefined();
  });
});
