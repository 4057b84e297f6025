import { monotonicMs } from '@crm-gtd/shared/clock.ts';
import { counter, histogram } from '@crm-gtd/shared/telemetry/metrics.ts';
import { withSpan } from '@crm-gtd/shared/telemetry/trace.ts';
import type { Speech, SpeechEngine, Utterance } from '../engines/engine.ts';

const requests = counter('tts_requests_total');
const seconds = histogram('tts_synthesis_duration_seconds');

export type Speaker = SpeechEngine;

/** The engine with its span and figures around it. */
export const measuredSpeaker = (engineName: string, engine: SpeechEngine): Speaker => {
  const speak = async (utterance: Utterance): Promise<Speech> => {
    const { language } = utterance;
    const started = monotonicMs();
    let outcome = 'error';
    try {
      const speech = await withSpan('tts speak', { attributes: { 'tts.engine': engineName, 'tts.language': language } }, () =>
        engine.speak(utterance),
      );
      outcome = 'ok';
      return speech;
    } finally {
      requests.inc({ engine: engineName, language, outcome });
      seconds.observe({ engine: engineName, language }, (monotonicMs() - started) / 1_000);
    }
  };
  return { ...engine, speak };
};
