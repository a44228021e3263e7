# Two stages: the Go toolchain builds one static binary, and the image holds that binary and the CA roots, no more.
# Time zones are inside the binary.
FROM golang:1.26-bookworm AS build
WORKDIR /src
# GOPROXY and GOSUMDB can be set where modules come from a mirror.
ARG GOPROXY
ARG GOSUMDB
ARG GOFLAGS
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# .git is no part of the context: `make image` says which version and commit this is, and so does
# docker build --build-arg VERSION=… --build-arg REVISION=$(git rev-parse --short=12 HEAD)
ARG VERSION=dev
ARG REVISION
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION} -X main.revision=${REVISION}" -o /out/tidings ./cmd/tidings \
 && mkdir -p /out/data /out/etc/ssl/certs && mkdir -m 1777 /out/tmp \
 && cp -L /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/

FROM scratch
ARG VERSION=dev
ARG REVISION
LABEL org.opencontainers.image.title="tidings" \
      org.opencontainers.image.description="Town news, every event told once, one mail at your hour" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build --chown=65532:65532 /out/ /
USER 65532:65532
# TMPDIR lies in the volume, so that a read-only root needs nothing else.
# What to do stands in TIDINGS_RUN and not in CMD, which would come before it where only the environment can be set.
ENV TIDINGS_DATA_DIR=/data TIDINGS_WEB_LISTEN=0.0.0.0:8080 TMPDIR=/data TIDINGS_RUN=serve
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/tidings", "healthcheck"]
ENTRYPOINT ["/tidings"]
