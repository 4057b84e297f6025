import { AppError, isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { breaker } from '@crm-gtd/shared/service/breaker.ts';
import { measuredRequest } from '@crm-gtd/shared/telemetry/outbound.ts';
import type { Speech, SpeechEngine, Utterance } from './engine.ts';
import { readWav } from './wav.ts';

const unavailable = (reason: string, cause?: unknown): AppError =>
  new AppError('SERVICE_UNAVAILABLE', { service: 'coqui', reason, retryAfter: 10 }, { cause });

const bytesOf = async (response: Response): Promise<Buffer> => {
  try {
    return Buffer.from(await response.arrayBuffer());
  } catch (cause) {
    throw unavailable('answer cut or too large', cause);
  }
};

const ask = async (url: URL, signal: AbortSignal): Promise<Buffer> => {
  const response = await measuredRequest('coqui', 'GET', () => fetch(url, { signal, redirect: 'error' })).catch((cause: unknown) => {
    throw unavailable('unreachable', cause);
  });
  if (!response.ok) throw unavailable(`status ${response.status}`);
  return bytesOf(response);
};

/** An open or full breaker, or its time limit: not the caller's fault, and worth another try. */
const refuse = (error: unknown): never => {
  throw isAppError(error) ? error : unavailable('refused by the breaker', error);
};

/** Coqui TTS server: `GET /api/tts?text=&language_id=` answers WAV. It imitates voices only with models of its own, so samples are not sent. */
export const coquiEngine = (baseUrl: string): SpeechEngine => {
  const speak = breaker(
    { name: 'coqui.speak', timeoutMs: 15_000, capacity: 4 },
    async ({ text, language }: Utterance, signal): Promise<Speech> => {
      const url = new URL('/api/tts', baseUrl);
      url.search = new URLSearchParams({ text, language_id: language }).toString();
      const sound = readWav(await ask(url, signal));
      if (!sound) throw unavailable('not a WAV');
      return { ...sound, model: 'coqui' };
    },
  );
  return {
    models: [
      { name: 'coqui', language: 'pl', description: 'Coqui TTS' },
      { name: 'coqui', language: 'en', description: 'Coqui TTS' },
    ],
    loaded: async () =>
      ask(new URL('/', baseUrl), AbortSignal.timeout(2_000)).then(
        () => true,
        () => false,
      ),
    speak: (utterance) => speak(utterance).catch(refuse),
  };
};
