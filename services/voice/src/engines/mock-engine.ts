import type { Language, Speech, SpeechEngine, SpeechModel, Utterance, VoiceSample } from './engine.ts';

const sampleRate = 16_000;
/** About 20 characters a second, the pace of read speech. */
const msPerCharacter = 50;
const shortestMs = 300;
const loudness = 6_000;
const basePitch: Record<Language, number> = { pl: 180, en: 200 };

export const mockModels: readonly SpeechModel[] = [
  { name: 'mock-tts-pl', language: 'pl', description: 'Polish stand-in: a tone as long as the text' },
  { name: 'mock-tts-en', language: 'en', description: 'English stand-in: a tone as long as the text' },
];

/** Pitch of a recording by counting where it crosses zero; 0 for silence. */
export const pitchOf = ({ samples, sampleRate: rate }: VoiceSample): number => {
  let crossings = 0;
  for (let index = 1; index < samples.length; index += 1) {
    if ((samples[index - 1] ?? 0) < 0 && (samples[index] ?? 0) >= 0) crossings += 1;
  }
  return samples.length === 0 ? 0 : Math.round((crossings * rate) / samples.length);
};

const letterPitch = (base: number, character: string): number =>
  /[\s.,;:!?]/u.test(character) ? 0 : base + ((character.codePointAt(0) ?? 0) % 12) * 8;

export const durationMs = (text: string): number => Math.max(shortestMs, [...text].length * msPerCharacter);

/** A short tone per character, silent at spaces and stops, faded at its ends so that it does not click. */
const render = (text: string, base: number): Int16Array => {
  const characters = [...text];
  const samples = new Int16Array(Math.round((durationMs(text) * sampleRate) / 1_000));
  const perCharacter = samples.length / Math.max(1, characters.length);
  let phase = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const at = Math.min(characters.length - 1, Math.floor(index / perCharacter));
    const pitch = letterPitch(base, characters[at] ?? ' ');
    phase += (2 * Math.PI * pitch) / sampleRate;
    const within = (index % perCharacter) / perCharacter;
    samples[index] = pitch === 0 ? 0 : Math.round(Math.sin(phase) * loudness * Math.sin(Math.PI * within));
  }
  return samples;
};

/** Deterministic stand-in for a speech engine: the same text gives the same bytes, a longer text a longer sound. */
export const mockEngine: SpeechEngine = {
  models: mockModels,
  loaded: async () => true,
  speak: async ({ text, language, voice }: Utterance): Promise<Speech> => {
    const base = (voice && pitchOf(voice)) || basePitch[language];
    return { samples: render(text, base), sampleRate, model: `mock-tts-${language}` };
  },
};
