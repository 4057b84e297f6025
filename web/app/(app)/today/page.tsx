import { Today } from '../../../features/today/today.tsx';

const Page = () => <Today />;

export default Page;
