import { createTenantDb } from '@crm-gtd/shared/database/tenant-db.ts';
import { defineService } from '@crm-gtd/shared/service/define-service.ts';
import { type VoiceConfig, voiceConfig } from './config.ts';
import { coquiEngine } from './engines/coqui.client.ts';
import type { SpeechEngine } from './engines/engine.ts';
import { mockEngine } from './engines/mock-engine.ts';
import type { DB } from './generated/db-types.ts';
import { voiceApp } from './http/app.ts';
import { measuredSpeaker } from './speech/speaker.ts';
import { speechActions } from './speech/speech.actions.ts';
import { speechStore } from './speech/speech.store.ts';

const engineOf = ({ TTS_ENGINE, COQUI_TTS_URL }: VoiceConfig): SpeechEngine => {
  if (TTS_ENGINE === 'mock') return mockEngine;
  if (!COQUI_TTS_URL) throw new Error('TTS_ENGINE=coqui needs COQUI_TTS_URL');
  return coquiEngine(COQUI_TTS_URL);
};

export const voiceService = defineService({
  name: 'voice',
  config: voiceConfig,
  createDb: (options) => createTenantDb<DB>(options),
  build: ({ config, db }) => {
    const speaker = measuredSpeaker(config.TTS_ENGINE, engineOf(config));
    return {
      actions: speechActions(speaker, speechStore(db)),
      consumers: [],
      listeners: [{ name: 'voice', host: config.HOST, port: config.VOICE_PORT, handler: voiceApp(speaker) }],
    };
  },
});
