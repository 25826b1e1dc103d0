# Three stages: what runs holds the compiled program and the packages it needs, no compiler and no test tool.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build

FROM node:20-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:20-bookworm-slim
# Owned by root, run by another: a process that is broken into cannot change its own program.
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY config ./config
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production PULSE_DATA_DIR=/data
# The only place that is written to (the embedded pair's log and state): the root file system may be read-only.
VOLUME /data
USER node
# API and dashboard. They listen within the container only, unless PULSE_HTTP_HOST is 0.0.0.0.
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=3 \
  CMD ["node", "dist/commands/main.js", "status", "--json"]
ENTRYPOINT ["node", "dist/commands/main.js"]
CMD ["start"]
