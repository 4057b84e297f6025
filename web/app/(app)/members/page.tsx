import { Members } from '../../../features/members/members.tsx';

const Page = () => <Members />;

export default Page;
