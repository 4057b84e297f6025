import { InvitationPage } from '../../../features/invitation/invitation-page.tsx';

const Page = () => <InvitationPage />;

export default Page;
