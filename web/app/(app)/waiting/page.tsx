import { Waiting } from '../../../features/waiting/waiting.tsx';

const Page = () => <Waiting />;

export default Page;
