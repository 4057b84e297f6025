import { Settings } from '../../../features/settings/settings.tsx';

const Page = () => <Settings />;

export default Page;
