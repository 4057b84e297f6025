import { Projects } from '../../../features/projects/projects.tsx';

const Page = () => <Projects />;

export default Page;
