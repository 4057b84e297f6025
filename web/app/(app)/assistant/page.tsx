import { Assistant } from '../../../features/assistant/assistant.tsx';

const Page = () => <Assistant />;

export default Page;
