# The program with all it needs but its database, which it can also bring itself.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Install scripts wait for the sources: the program's own makes the database client and compiles.
RUN npm ci --ignore-scripts
COPY . .
# Without legacy-peer-deps, development tools stay that some package names as optional peers: 240 MB.
RUN npm rebuild && npm run prepare && npm prune --omit=dev --legacy-peer-deps --ignore-scripts

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    MAILLON_DATA=/data \
    MAILLON_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json /app/maillon /app/LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/templates ./templates
COPY --from=build /app/public ./public
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3600
# A container that runs no pages (--role watcher …) switches this off.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3600/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["./maillon"]
CMD ["start"]
