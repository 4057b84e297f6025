import { maxSpeechText } from '@crm-gtd/shared/contracts/voice/speech.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Language } from '../engines/engine.ts';

const languages: readonly Language[] = ['pl', 'en'];

export const checkText = (text: string): string => {
  const trimmed = text.trim();
  if (trimmed === '') throw new AppError('REQUEST_INVALID', { errors: [{ path: 'text', code: 'too_small', message: 'Text is empty' }] });
  if ([...trimmed].length > maxSpeechText)
    throw new AppError('VOICE_TEXT_TOO_LONG', { length: [...trimmed].length, allowed: maxSpeechText });
  return trimmed;
};

/** `pl-PL` counts as `pl`; anything but Polish and English is refused by name. */
export const checkLanguage = (value: string | undefined): Language => {
  const asked = (value ?? 'pl').toLowerCase().split('-')[0];
  const language = languages.find((known) => known === asked);
  if (!language) throw new AppError('VOICE_LANGUAGE_UNSUPPORTED', { supported: languages });
  return language;
};

/** Sentences, so that a stream can begin before the last one is spoken. Joined again they are the text. */
export const sentences = (text: string): string[] => text.match(/[^.!?…]+[.!?…]*\s*/gu) ?? [text];
