# Everything a developer does, one word each. `make help` lists it.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
REVISION ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null)
LDFLAGS  = -s -w -X main.version=$(VERSION)
IMAGE   ?= tidings:$(VERSION)

.DEFAULT_GOAL := help
.PHONY: help build test short cover fuzz torture lint verify golden bench image demo run

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build the static binary ./tidings
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o tidings ./cmd/tidings

test: ## run all tests with the race detector, in random order
	go test -race -shuffle=on ./...

short: ## run the quick tests
	go test -short ./...

cover: ## show how much the tests cover
	go test -coverpkg=./... -coverprofile=coverage.out ./... && go tool cover -func=coverage.out | tail -1

fuzz: ## fuzz every parser of foreign bytes, FUZZTIME each (10s)
	@for p in $$(go list ./...); do for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	  echo "$$p $$f"; go test $$p -run '^$$' -fuzz "^$$f$$" -fuzztime $${FUZZTIME:-10s} || exit 1; done; done

torture: ## kill the daemon 50 times while it sends 2,000 mails over 4 connections, by both policies
	TIDINGS_TORTURE=1 go test ./cmd/tidings -run 'TestTorture' -count=1 -timeout 30m -v

lint: ## vet, format and, where it is installed, golangci-lint
	go vet ./...
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	@if command -v golangci-lint >/dev/null; then golangci-lint run; fi

verify: ## go.mod and go.sum are tidy
	go mod tidy -diff

golden: ## rewrite the golden files from what the code does now; look at the diff
	go test ./internal/digest ./internal/discover ./internal/extract ./internal/web -update

bench: ## race our crawl against others, run the benchmarks; figures are ratios within one run
	cd internal/crawl/yardstick && go run .
	go test -run '^$$' -bench . -benchmem ./...
	cd internal/extract/yardstick && go test -run '^$$' -bench . -benchmem ./...

image: ## build the container image
	docker build --build-arg VERSION=$(VERSION) --build-arg REVISION=$(REVISION) -t $(IMAGE) .

demo: build ## show the whole chain, offline
	./tidings demo

run: build ## run the daemon with ./tidings.yaml
	./tidings serve -c tidings.yaml
