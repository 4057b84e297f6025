import { Billing } from '../../../features/billing/billing.tsx';

const Page = () => <Billing />;

export default Page;
