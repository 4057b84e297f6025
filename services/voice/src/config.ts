import { commonConfig, httpUrl, port } from '@crm-gtd/shared/config/common-config.ts';
import { z } from 'zod';

export const voiceConfig = commonConfig.extend({
  HOST: z.string().default('127.0.0.1').describe('Address voice listens on.'),
  VOICE_PORT: port.default(5002).describe('Port of the text-to-speech interface.'),
  TTS_ENGINE: z.enum(['mock', 'coqui']).default('mock').describe('Speech engine; `mock` makes a tone as long as the text and says so.'),
  COQUI_TTS_URL: httpUrl.optional().describe('Coqui TTS server; needed when TTS_ENGINE is coqui.'),
});

export type VoiceConfig = z.output<typeof voiceConfig>;
