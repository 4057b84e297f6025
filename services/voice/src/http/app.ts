import { AppError, isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { statusOf } from '@crm-gtd/shared/errors/status.ts';
import { errorFields, logger } from '@crm-gtd/shared/telemetry/logger.ts';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Utterance, VoiceSample } from '../engines/engine.ts';
import { pcmBytes, readWav, wavFile, wavHeader } from '../engines/wav.ts';
import type { Speaker } from '../speech/speaker.ts';
import { checkLanguage, checkText, sentences } from '../speech/speech.ts';
import { type Form, readFields } from './form.ts';

const wav = 'audio/wav';

const utteranceOf = ({ fields }: Form): Utterance => ({
  text: checkText(fields['text'] ?? ''),
  language: checkLanguage(fields['language']),
});

const sampleOf = ({ file }: Form): VoiceSample => {
  const sample = file && readWav(file);
  if (!sample || sample.samples.length < sample.sampleRate / 10) throw new AppError('VOICE_SAMPLE_INVALID');
  return sample;
};

const send = async (response: Response, speaker: Speaker, utterance: Utterance): Promise<void> => {
  const { samples, sampleRate } = await speaker.speak(utterance);
  response.type(wav).send(wavFile(samples, sampleRate));
};

/** Sentence by sentence: the first sound leaves before the last sentence is spoken. */
const stream = async (request: Request, response: Response, speaker: Speaker): Promise<void> => {
  const { text, language } = utteranceOf(await readFields(request));
  for (const sentence of sentences(text)) {
    if (response.destroyed) return;
    const { samples, sampleRate } = await speaker.speak({ text: sentence, language });
    if (!response.headersSent) response.type(wav).write(wavHeader(sampleRate));
    response.write(pcmBytes(samples));
  }
  response.end();
};

const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const parserStatus =
    typeof error === 'object' && error !== null && 'status' in error && error.status === 413 ? 'BODY_TOO_LARGE' : 'REQUEST_INVALID';
  const known = isAppError(error)
    ? error
    : new AppError(typeof error === 'object' && error !== null && 'type' in error ? parserStatus : 'INTERNAL');
  if (known.code === 'INTERNAL') logger.error('voice.http_failed', errorFields(error));
  if (response.headersSent) return void response.destroy();
  response
    .status(statusOf(known.code))
    .type('application/problem+json')
    .send(JSON.stringify({ code: known.code, title: known.message, status: statusOf(known.code), ...known.details }));
};

const ownHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A page served from this very port, on this machine. A name that merely leads here may be anybody's. */
const isOwnPage = (origin: string, host: string | undefined): boolean => {
  const url = URL.parse(origin);
  return url !== null && url.host === host && ownHosts.has(url.hostname);
};

/** There is no token here: programs may call, other people's pages may not, and a browser says which page asks. */
const refusePages: RequestHandler = ({ headers }, _response, next) => {
  const site = headers['sec-fetch-site'];
  const isForeign = headers.origin === undefined ? site === 'cross-site' || site === 'same-site' : !isOwnPage(headers.origin, headers.host);
  next(isForeign ? new AppError('CSRF_REJECTED') : undefined);
};

/** The text-to-speech interface of the original installation, on its port, for this machine and the container network. */
export const voiceApp = (speaker: Speaker): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(refusePages);
  const json = express.json({ limit: '64kb' });
  const form = express.urlencoded({ extended: false, limit: '64kb' });
  const health: RequestHandler = async (_request, response) => {
    const loaded = await speaker.loaded();
    response.json({ status: loaded ? 'healthy' : 'degraded', model_loaded: loaded, service: 'voice-tts' });
  };
  app.get('/health', health);
  app.get('/api/tts/models', (_request, response) => {
    response.json({ models: speaker.models });
  });
  app.post('/api/tts', json, form, async (request, response) => send(response, speaker, utteranceOf(await readFields(request))));
  app.post('/api/tts/clone_voice', async (request, response) => {
    const input = await readFields(request);
    await send(response, speaker, { ...utteranceOf(input), voice: sampleOf(input) });
  });
  app.post('/api/tts/stream', json, form, async (request, response) => stream(request, response, speaker));
  app.use((_request, _response, next) => next(new AppError('NOT_FOUND')));
  app.use(answerError);
  return app;
};
