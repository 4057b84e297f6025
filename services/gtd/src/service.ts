import { dateIn } from '@crm-gtd/shared/clock.ts';
import { defineService } from '@crm-gtd/shared/service/define-service.ts';
import { figuresJob } from '@crm-gtd/shared/service/figures-job.ts';
import { gtdConfig } from './config.ts';
import { contextsModule } from './contexts/contexts.module.ts';
import { crmReferences } from './crm-references.ts';
import { createGtdDb } from './db.ts';
import { gtdFigures } from './figures.store.ts';
import { followupsModule } from './followups/followups.module.ts';
import { countGtd, showFigures } from './gtd-metrics.ts';
import { inboxModule } from './inbox/inbox.module.ts';
import { projectsModule } from './projects/projects.module.ts';
import { tasksModule } from './tasks/tasks.module.ts';
import { waitingModule } from './waiting/waiting.module.ts';

export const gtdService = defineService({
  name: 'gtd',
  config: gtdConfig,
  createDb: createGtdDb,
  build: ({ db, clock, call }) => {
    countGtd();
    const references = crmReferences(call);
    const contexts = contextsModule(db, clock);
    return {
      actions: [
        ...inboxModule(db, references, clock),
        ...tasksModule(db, references, clock),
        ...contexts.actions,
        ...projectsModule(db),
        ...waitingModule(db, references, clock),
      ],
      consumers: [...contexts.consumers, ...followupsModule(clock, call)],
      jobs: [figuresJob('gtd', async () => showFigures(await gtdFigures(db, dateIn(clock.now(), 'UTC'))))],
    };
  },
});
