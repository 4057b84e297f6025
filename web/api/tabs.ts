/** What one tab tells the others of this browser, which share its refresh cookie: no token and no name, only that something happened. */
export type TabNews = 'signedOut' | 'moved';

const isNews = (data: unknown): data is TabNews => data === 'signedOut' || data === 'moved';

let channel: BroadcastChannel | undefined;
const open = (): BroadcastChannel | undefined => {
  if (typeof BroadcastChannel !== 'undefined') channel ??= new BroadcastChannel('crm-gtd-session');
  return channel;
};

export const tellTabs = (news: TabNews): void => open()?.postMessage(news);

export const hearTabs = (listener: (news: TabNews) => void): (() => void) => {
  const heard = ({ data }: MessageEvent): void => {
    if (isNews(data)) listener(data);
  };
  open()?.addEventListener('message', heard);
  return () => channel?.removeEventListener('message', heard);
};
