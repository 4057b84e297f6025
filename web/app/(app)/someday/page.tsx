import { Someday } from '../../../features/someday/someday.tsx';

const Page = () => <Someday />;

export default Page;
