# One image per service: docker build -f deploy/compose/service.Dockerfile --build-arg SERVICE=crm .
# All six share every layer but the last, so a host stores and downloads what they have in common once.
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
# With the links of the workspaces: Node strips types from our files through a link, and from nothing that really lies in node_modules.
RUN --mount=type=cache,target=/root/.npm,sharing=locked \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund --prefer-offline \
      -w shared -w services/gateway -w services/crm -w services/gtd -w services/ai -w services/voice -w services/billing \
 && find . -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' | xargs -r rm -f

# The official image without npm, headers and what else only builds; copied as a whole, because a layer that deletes makes nothing smaller.
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

FROM runtime
ARG SERVICE
ARG VERSION=0.1.0
COPY services/${SERVICE} services/${SERVICE}
WORKDIR /app/services/${SERVICE}
ENV OTEL_SERVICE_NAME=${SERVICE} \
    SERVICE_VERSION=${VERSION} \
    OPERATIONS_HOST=0.0.0.0 \
    OPERATIONS_PORT=9100
LABEL org.opencontainers.image.title="CRM-GTD Smart: ${SERVICE}" \
      org.opencontainers.image.version="${VERSION}"
EXPOSE 9100
HEALTHCHECK --interval=30s --timeout=5s --start-period=180s --start-interval=2s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9100/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The same flags as tools/run/service-table.ts; a heap limit comes with NODE_OPTIONS, beside the container's memory limit.
ENTRYPOINT ["node", "--max-semi-space-size=8", "--disable-warning=ExperimentalWarning", "--import", "../../shared/telemetry/register.ts", "src/main.ts"]
