# docker build -f deploy/compose/web.Dockerfile .
# Next fixes the path it is served under while it builds: another one is another image (BASE_PATH=/crm2).
ARG NODE_IMAGE=node:24.21.0-trixie-slim

FROM ${NODE_IMAGE} AS build
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
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund --prefer-offline -w web -w shared
COPY tsconfig.base.json ./
COPY shared shared
COPY web web
ARG BASE_PATH=/crm
ENV NEXT_TELEMETRY_DISABLED=1 NEXT_OUTPUT=standalone NEXT_PUBLIC_BASE_PATH=${BASE_PATH} NODE_ENV=production
WORKDIR /app/web
# Without a cache of Next's own: two builds at once spoil it, and an unchanged source is not built again anyway.
RUN node ../node_modules/next/dist/bin/next build \
 && mkdir -p .next/standalone/web/.next && cp -r .next/static .next/standalone/web/.next/static

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

FROM runtime
ARG VERSION=0.1.0
ARG BASE_PATH=/crm
COPY --from=build /app/web/.next/standalone /app
WORKDIR /app/web
ENV NEXT_TELEMETRY_DISABLED=1 \
    NEXT_PUBLIC_BASE_PATH=${BASE_PATH} \
    HOSTNAME=0.0.0.0 \
    PORT=3000 \
    SERVICE_VERSION=${VERSION}
LABEL org.opencontainers.image.title="CRM-GTD Smart: web" \
      org.opencontainers.image.version="${VERSION}"
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=180s --start-interval=2s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000' + process.env.NEXT_PUBLIC_BASE_PATH + '/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "server.js"]
