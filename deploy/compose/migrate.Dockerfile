# Makes the database's roles and brings every schema up to date, then ends; also holds the Node programs of `ops`.
# docker build -f deploy/compose/migrate.Dockerfile .
ARG NODE_IMAGE=node:24.21.0-trixie-slim

FROM ${NODE_IMAGE} AS deps
WORKDIR /app
COPY package.json package-lock.json ./
COPY shared/package.json shared/
COPY services/gateway/package.json services/gateway/
COPY services/crm/package.json services/crm/
COPY services/gtd/package.json services/gtd/
COPY services/ai/package.json services/ai/
COPY services/voice/package.json services/voice/
COPY services/billing/package.json services/billing/
COPY web/package.json web/
RUN --mount=type=cache,target=/root/.npm,sharing=locked \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund --prefer-offline -w shared --include-workspace-root \
 && find . -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' | xargs -r rm -f

FROM ${NODE_IMAGE} AS bare
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /usr/local/share/doc /usr/local/share/man /opt/yarn* \
      /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg /usr/local/bin/docker-entrypoint.sh \
      /var/lib/apt/lists/* /var/cache/apt/*

FROM scratch AS runtime
COPY --from=bare / /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_ENV=production
USER node
WORKDIR /app
COPY --from=deps /app /app
COPY shared shared
COPY services/gateway/prisma services/gateway/prisma
COPY services/gateway/prisma.config.ts services/gateway/
COPY services/crm/prisma services/crm/prisma
COPY services/crm/prisma.config.ts services/crm/
COPY services/gtd/prisma services/gtd/prisma
COPY services/gtd/prisma.config.ts services/gtd/
COPY services/ai/prisma services/ai/prisma
COPY services/ai/prisma.config.ts services/ai/
COPY services/voice/prisma services/voice/prisma
COPY services/voice/prisma.config.ts services/voice/
COPY services/billing/prisma services/billing/prisma
COPY services/billing/prisma.config.ts services/billing/
COPY tools tools
COPY deploy/compose/migrate deploy/compose/migrate

FROM runtime
ARG VERSION=0.1.0
ENV SERVICE_VERSION=${VERSION}
LABEL org.opencontainers.image.title="CRM-GTD Smart: migrate" \
      org.opencontainers.image.version="${VERSION}"
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning"]
CMD ["deploy/compose/migrate/main.ts"]
