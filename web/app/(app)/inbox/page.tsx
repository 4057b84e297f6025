import { Inbox } from '../../../features/inbox/inbox.tsx';

const Page = () => <Inbox />;

export default Page;
