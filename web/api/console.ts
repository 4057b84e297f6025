import { ConsoleReply, type ConsoleRequest } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { apiBase } from './base.ts';
import { accessToken, onSessionChange } from './session.ts';

type Handlers = Readonly<{ onReply: (reply: ConsoleReply) => void; onClosed: (code: number) => void }>;

export type ConsoleConnection = Readonly<{ send(id: number, line: string): void; close(): void }>;

const address = (): string => `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}${apiBase}/ws/terminal`;

const parsed = (data: unknown): ConsoleReply | undefined => {
  try {
    return ConsoleReply.safeParse(JSON.parse(String(data))).data;
  } catch {
    return undefined;
  }
};

/** The token goes in the first message, and again whenever it was renewed: an address would stand in logs. */
export const openConsole = ({ onReply, onClosed }: Handlers): ConsoleConnection => {
  const socket = new WebSocket(address());
  const send = (request: ConsoleRequest): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
  };
  const authenticate = (): void => {
    const token = accessToken();
    if (token) send({ type: 'authenticate', token });
  };
  const forget = onSessionChange(authenticate);
  socket.onopen = authenticate;
  socket.onmessage = ({ data }) => {
    const reply = parsed(data);
    if (reply) onReply(reply);
  };
  socket.onclose = ({ code }) => {
    forget();
    onClosed(code);
  };
  return {
    send: (id, line) => send({ type: 'command', id, line }),
    close: () => {
      forget();
      socket.onclose = null;
      socket.close();
    },
  };
};
