import { prismaConfig } from '../../shared/database/migrate-adapter.ts';

export default prismaConfig('voice');
