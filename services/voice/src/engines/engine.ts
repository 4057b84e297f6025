import type { SpeechLanguage } from '@crm-gtd/shared/contracts/voice/speech.ts';
import type { z } from 'zod';

export type Language = z.infer<typeof SpeechLanguage>;

export type SpeechModel = Readonly<{ name: string; language: Language; description: string }>;

/** 16-bit mono samples; a WAV header is put in front by wav.ts. */
export type Speech = Readonly<{ samples: Int16Array; sampleRate: number; model: string }>;

export type Utterance = Readonly<{ text: string; language: Language; voice?: VoiceSample }>;

/** A recording whose pitch the engine imitates. */
export type VoiceSample = Readonly<{ samples: Int16Array; sampleRate: number }>;

/** The port every speech engine fits. `loaded` is what `GET /health` reports as `model_loaded`. */
export type SpeechEngine = Readonly<{
  models: readonly SpeechModel[];
  loaded(): Promise<boolean>;
  speak(utterance: Utterance): Promise<Speech>;
}>;
