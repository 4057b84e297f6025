import { ProjectPage } from '../../../../features/projects/project-page.tsx';

const Page = async ({ params }: Readonly<{ params: Promise<{ projectId: string }> }>) => {
  const { projectId } = await params;
  return <ProjectPage projectId={projectId} />;
};

export default Page;
