import { Tasks } from '../../../features/tasks/tasks.tsx';

const Page = () => <Tasks />;

export default Page;
