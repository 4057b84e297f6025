import { defineService } from '@crm-gtd/shared/service/define-service.ts';
import { companiesModule } from './companies/companies.module.ts';
import { crmConfig } from './config.ts';
import { contactsModule } from './contacts/contacts.module.ts';
import { createCrmDb } from './db.ts';
import { dealsModule } from './deals/deals.module.ts';
import { emptyStage } from './deals/stage-emptying.store.ts';
import { importsModule } from './imports/imports.module.ts';
import { motionModule } from './motion/motion.module.ts';
import { pipelinesModule } from './pipelines/pipelines.module.ts';
import { tagsModule } from './tags/tags.module.ts';

export const crmService = defineService({
  name: 'crm',
  config: crmConfig,
  createDb: createCrmDb,
  build: ({ config, db, clock, call, logger }) => {
    const slices = [
      companiesModule({ db, clock }),
      contactsModule({ db, clock }),
      pipelinesModule({ db, clock, emptyStage }),
      dealsModule({ db, clock }),
      tagsModule({ db }),
      importsModule({ db, clock, call, logger }),
      motionModule({ db, clock, call, timeZone: config.MOTION_TIME_ZONE }),
    ];
    return {
      actions: slices.flatMap(({ actions }) => actions),
      consumers: slices.flatMap(({ consumers }) => consumers),
      jobs: slices.flatMap(({ jobs }) => jobs ?? []),
    };
  },
});
