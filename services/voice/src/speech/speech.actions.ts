import { synthesizeSpeech } from '@crm-gtd/shared/contracts/voice/speech.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import { wavFile } from '../engines/wav.ts';
import type { Speaker } from './speaker.ts';
import type { SpeechStore } from './speech.store.ts';
import { checkText } from './speech.ts';

const millis = (samples: number, sampleRate: number): number => Math.round((samples * 1_000) / sampleRate);

export const speechActions = (speaker: Speaker, store: SpeechStore): ActionEntry[] => [
  handle(synthesizeSpeech, async (input, { scope }) => {
    const text = checkText(input.text);
    const { samples, sampleRate, model } = await speaker.speak({ text, language: input.language });
    const durationMs = millis(samples.length, sampleRate);
    await store.record(scope, { id: newId(), language: input.language, characters: [...text].length, durationMs, model });
    return { contentType: 'audio/wav', bytesBase64: wavFile(samples, sampleRate).toString('base64'), durationMs, model };
  }),
];
