import { Deals } from '../../../features/deals/deals.tsx';

const Page = () => <Deals />;

export default Page;
