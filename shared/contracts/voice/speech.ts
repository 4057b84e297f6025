import { z } from 'zod';
import { action, event } from '../define.ts';
import { id, longText } from '../shapes.ts';

export const SpeechLanguage = z.enum(['pl', 'en']);
export const maxSpeechText = 2_000;

/** The answer over HTTP is `audio/wav`; over the bus it travels as base64. */
export const synthesizeSpeech = action('v1.voice.speech.synthesize', {
  http: 'POST /voice/speech',
  permission: 'voice.speech:use',
  transport: 'binary',
  timeoutMs: 20_000,
  input: z.object({ text: longText(100_000).min(1), language: SpeechLanguage.default('pl') }),
  output: z.object({ contentType: z.string(), bytesBase64: z.string(), durationMs: z.int(), model: z.string() }),
  errors: ['VOICE_TEXT_TOO_LONG', 'VOICE_LANGUAGE_UNSUPPORTED', 'RATE_LIMITED'],
});

export const speechSynthesized = event('voice.speech.synthesized', {
  version: 1,
  visible: 'voice.speech:use',
  aggregate: 'speech',
  key: (d) => d.speechId,
  data: z.object({ speechId: id, language: SpeechLanguage, characters: z.int(), durationMs: z.int(), model: z.string() }),
});
