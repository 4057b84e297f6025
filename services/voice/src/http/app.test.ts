import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mockEngine } from '../engines/mock-engine.ts';
import { readWav, wavFile } from '../engines/wav.ts';
import { measuredSpeaker } from '../speech/speaker.ts';
import { voiceApp } from './app.ts';

let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer(voiceApp(measuredSpeaker('mock', mockEngine)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const post = (path: string, body: string | URLSearchParams | FormData, type?: string): Promise<Response> =>
  fetch(base + path, { method: 'POST', body, ...(type ? { headers: { 'content-type': type } } : {}) });
const json = (path: string, body: unknown): Promise<Response> => post(path, JSON.stringify(body), 'application/json');
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

describe('text-to-speech interface', () => {
  test('health has the three fields of the original', async () => {
    expect(await (await fetch(`${base}/health`)).json()).toEqual({ status: 'healthy', model_loaded: true, service: 'voice-tts' });
  });

  test('lists the mock models', async () => {
    const { models } = (await (await fetch(`${base}/api/tts/models`)).json()) as { models: { name: string }[] };
    expect(models.map(({ name }) => name)).toEqual(['mock-tts-pl', 'mock-tts-en']);
  });

  test.each([
    ['JSON', () => json('/api/tts', { text: 'Dzień dobry', language: 'pl' })],
    ['a form', () => post('/api/tts', new URLSearchParams({ text: 'Dzień dobry', language: 'pl' }))],
    [
      'a multipart form',
      () => {
        const form = new FormData();
        form.set('text', 'Dzień dobry');
        return post('/api/tts', form);
      },
    ],
  ])('speaks %s', async (_title, ask) => {
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(readWav(await bytesOf(response))?.samples.length).toBe(16_000 * 0.55);
  });

  test('streams in chunks that add up to the text', async () => {
    const response = await json('/api/tts/stream', { text: 'Pierwsze zdanie. Drugie zdanie!', language: 'pl' });
    expect(response.headers.get('transfer-encoding')).toBe('chunked');
    expect((await bytesOf(response)).length).toBe(44 + 2 * 16 * 50 * 'Pierwsze zdanie. Drugie zdanie!'.length);
  });

  test('clones a voice from a recording and refuses what is none', async () => {
    const form = (file: Blob): FormData => {
      const data = new FormData();
      data.set('text', 'Dzień dobry');
      data.set('speaker_wav', file, 'sample.wav');
      return data;
    };
    const sample = wavFile(
      Int16Array.from({ length: 16_000 }, (_, index) => (index % 80 < 40 ? 4_000 : -4_000)),
      16_000,
    );
    expect((await post('/api/tts/clone_voice', form(new Blob([new Uint8Array(sample)])))).status).toBe(200);
    const refused = await post('/api/tts/clone_voice', form(new Blob(['hello'])));
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([422, 'VOICE_SAMPLE_INVALID']);
  });

  test.each([
    ['too long', { text: 'a'.repeat(2_001) }, 422, 'VOICE_TEXT_TOO_LONG'],
    ['empty', { text: '  ' }, 400, 'REQUEST_INVALID'],
    ['another language', { text: 'Guten Tag', language: 'de' }, 422, 'VOICE_LANGUAGE_UNSUPPORTED'],
    ['a body beyond the limit', { text: 'a'.repeat(70_000) }, 413, 'BODY_TOO_LARGE'],
  ])('refuses text that is %s', async (_title, body, status, code) => {
    const response = await json('/api/tts', body);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  test.each([
    ['a form of another page', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a name that leads here', { origin: 'http://evil.example:5002', host: 'evil.example:5002' }],
    ['an image of another page', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('F25: %s is refused', async (_who, headers) => {
    const body = new URLSearchParams({ text: 'Dzień dobry' });
    const asked = request(`${base}/api/tts`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
    asked.end(body.toString());
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(403);
  });

  test('F25: its own page may', async () => {
    const headers = { 'content-type': 'application/json', origin: base, 'sec-fetch-site': 'same-origin' };
    expect((await fetch(`${base}/api/tts`, { method: 'POST', headers, body: '{"text":"Dzień dobry"}' })).status).toBe(200);
  });

  test("broken JSON and another media type are the caller's fault", async () => {
    expect((await post('/api/tts', '{', 'application/json')).status).toBe(400);
    expect((await post('/api/tts', 'text', 'text/plain')).status).toBe(415);
  });
});
