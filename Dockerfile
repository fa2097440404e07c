# The images of the lab, a target each: docker build --target authserver .

# What npm reads, and nothing else: the dependencies stay cached while sources change.
FROM node:26.10.0-slim AS manifests
WORKDIR /lab
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json -delete && find . -type d -empty -delete

FROM node:26.10.0-slim AS sources
WORKDIR /lab
COPY --from=manifests /lab ./
RUN --mount=type=secret,id=ca --mount=type=cache,target=/root/.npm \
  if [ -s /run/secrets/ca ]; then export npm_config_cafile=/run/secrets/ca; fi; \
  npm ci --omit=dev --ignore-scripts --no-audit --no-fund --fetch-retries=1
COPY . .

FROM sources AS spa
RUN cd client/spa && node ../../node_modules/vite/bin/vite.js build

FROM sources AS console
RUN cd console && node ../node_modules/vite/bin/vite.js build

FROM sources AS bundles
RUN node build/bundle.ts --out bundles --each bootstrap authserver resserver client control lab

FROM nginx:1.30 AS webserver
LABEL org.opencontainers.image.title="OAuth Lab: webserver" \
  org.opencontainers.image.description="The HTTPS web server of OAuth Lab" \
  org.opencontainers.image.licenses="MIT"
WORKDIR /lab
COPY build/images/healthy /usr/local/bin/
COPY --from=spa /lab/client/spa/dist client/spa/dist
COPY --from=console /lab/console/dist console/dist
COPY kit/design kit/design
USER 1000:1000
STOPSIGNAL SIGQUIT
# The image's own entry point prepares files that nobody reads here.
ENTRYPOINT []
CMD ["nginx", "-c", "/lab/config/nginx.conf", "-g", "daemon off;"]

FROM node:26.10.0-slim AS bootstrap
LABEL org.opencontainers.image.title="OAuth Lab: bootstrap" \
  org.opencontainers.image.description="Makes certificates and configuration of OAuth Lab" \
  org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
WORKDIR /lab
COPY kit/design kit/design
COPY kit/pages kit/pages
COPY webserver/pages webserver/pages
COPY --from=bundles /lab/bundles/bootstrap dist
RUN install -d -o node -g node volumes volumes/certificates volumes/config volumes/webserver
USER node
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "dist/bootstrap.js"]

# What the roles have in common: each adds its bundle, and what that reads.
FROM node:26.10.0-slim AS role
ENV NODE_ENV=production
WORKDIR /lab
COPY build/images/healthy /usr/local/bin/
COPY kit/design kit/design
COPY kit/pages kit/pages
RUN install -d -o node -g node data
USER node
VOLUME /lab/data
ENV LAB_LISTEN_HOST=0.0.0.0 LAB_LISTEN_PORT=3000 LAB_DATA=/lab/data
EXPOSE 3000

FROM role AS authserver
LABEL org.opencontainers.image.title="OAuth Lab: authserver" \
  org.opencontainers.image.description="The authorization server of OAuth Lab" \
  org.opencontainers.image.licenses="MIT"
COPY authserver/interaction/pages authserver/interaction/pages
COPY --from=bundles /lab/bundles/authserver dist
CMD ["node", "--disable-warning=ExperimentalWarning", "dist/authserver.js"]

FROM role AS resserver
LABEL org.opencontainers.image.title="OAuth Lab: resserver" \
  org.opencontainers.image.description="The resource server of OAuth Lab" \
  org.opencontainers.image.licenses="MIT"
COPY --from=bundles /lab/bundles/resserver dist
CMD ["node", "--disable-warning=ExperimentalWarning", "dist/resserver.js"]

FROM role AS client
LABEL org.opencontainers.image.title="OAuth Lab: client" \
  org.opencontainers.image.description="The confidential web client of OAuth Lab" \
  org.opencontainers.image.licenses="MIT"
COPY client/pages client/pages
COPY --from=bundles /lab/bundles/client dist
CMD ["node", "--disable-warning=ExperimentalWarning", "dist/client.js"]

FROM role AS control
LABEL org.opencontainers.image.title="OAuth Lab: control" \
  org.opencontainers.image.description="Sandboxes, clock, policy and reset of OAuth Lab" \
  org.opencontainers.image.licenses="MIT"
COPY control/explained control/explained
COPY control/start-page control/start-page
COPY webserver/pages webserver/pages
COPY --from=bundles /lab/bundles/control dist
CMD ["node", "--disable-warning=ExperimentalWarning", "dist/control.js"]

# The whole lab in one container, in memory. build/pack.ts packs what this stage copies, and this stage as the
# package's own Dockerfile.
FROM node:26.10.0-slim AS all-in-one
LABEL org.opencontainers.image.title="OAuth Lab: all in one" \
  org.opencontainers.image.description="The whole OAuth Lab in one container, in memory" \
  org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
WORKDIR /lab
COPY kit/design kit/design
COPY kit/pages kit/pages
COPY webserver/pages webserver/pages
COPY authserver/interaction/pages authserver/interaction/pages
COPY control/explained control/explained
COPY control/start-page control/start-page
COPY client/pages client/pages
COPY --from=spa /lab/client/spa/dist client/spa/dist
COPY --from=console /lab/console/dist console/dist
COPY --from=bundles /lab/bundles/lab dist
USER node
# What answers tests adds no examples.
ENV LAB_DATA=/tmp/lab LAB_EXAMPLE_HOOKS=off
EXPOSE 8443
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --start-interval=250ms \
  CMD ["node", "dist/lab.js", "status"]
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "--min-semi-space-size=32", "--max-semi-space-size=32", "dist/lab.js"]
CMD ["up", "--memory", "--host", "0.0.0.0", "--port", "8443"]
