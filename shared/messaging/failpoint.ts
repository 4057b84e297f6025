/** Every place where dying is worth a test. */
export type FailPoint =
  | 'relay.afterRead'
  | 'relay.beforePublish'
  | 'relay.afterAck'
  | 'relay.beforeMark'
  | 'relay.afterMark'
  | 'consumer.received'
  | 'consumer.prepared'
  | 'consumer.beforeCommit'
  | 'consumer.afterCommit'
  | 'consumer.afterAck'
  | 'consumer.afterDeadLetter'
  | 'rpc.beforeAnswer'
  | 'http.beforeKeep';

export type FailAt = (point: FailPoint) => void;

/** `'relay.afterAck:17'` kills this process the way a power cut would, the 17th time it passes that point. */
export function failpoint(failAt: string | undefined): FailAt {
  if (failAt === undefined || failAt === '') return () => undefined;
  const [wanted, times = '1'] = failAt.split(':');
  let passed = 0;
  return (point) => {
    if (point !== wanted) return;
    passed += 1;
    if (passed === Number(times)) process.kill(process.pid, 'SIGKILL');
  };
}
