import { System } from '../../../features/system/system.tsx';

const Page = () => <System />;

export default Page;
