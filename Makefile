# `make run` shows the product, `make test` proves it, `make check` keeps the house tidy.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO_TOOL := go tool -modfile=tools/go.mod
FUZZ_TIME ?= 30s
ADDR ?= localhost:8080

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: bin/continuum ## Make the demo place, build it and serve it (ADDR=localhost:8080)
	@./bin/continuum demo --addr $(ADDR)

bin/continuum: assets FORCE
	@echo "Compiling continuum (the first time takes a minute or two)"
	@go build -trimpath -ldflags "-X main.version=$(VERSION)" -o bin/continuum ./cmd/continuum

build: bin/continuum ## Compile the binary to bin/continuum

assets: web/assets/dist/.made ## Fetch the style sheets of the pages (npm, from the lock file)

web/assets/dist/.made: web/assets/package-lock.json web/assets/build.mjs
	@echo "Fetching the pages' assets"
	@cd web/assets && npm ci --no-audit --no-fund --loglevel=error && node build.mjs && touch dist/.made

test: assets test-tools ## Run all tests, with the race detector, a real PostgreSQL and a real browser
	CONTINUUM_BROWSER=required CONTINUUM_POSTGRES=required CONTINUUM_OIDC=required go test -race -timeout 40m -skip '^TestVectors' ./...
	CONTINUUM_POSTGRES=required go test -timeout 20m -run '^TestVectors' ./...

test-tools: ## Install what tests need from Debian and npm, where it is missing
	@./tools/install-test-tools

check: ## Format, vet and lint
	@out=$$($(GO_TOOL) gofumpt -l $$(git ls-files '*.go' | grep -v _templ.go)); \
	  if [ -n "$$out" ]; then echo "not formatted (make format):"; echo "$$out"; exit 1; fi
	go vet ./...
	$(GO_TOOL) golangci-lint run ./...

format: ## Format all Go files
	$(GO_TOOL) gofumpt -w $$(git ls-files '*.go' | grep -v _templ.go)

templates: ## Generate Go from the page templates
	$(GO_TOOL) templ generate -path web

fuzz: ## Fuzz every parser for FUZZ_TIME each (30s)
	@./tools/fuzz $(FUZZ_TIME)

bench: build ## Measure builds and reads at 100,000 and 1,000,000 people
	@./tools/bench ./bin/continuum

bench-link: build ## Link the same records with Splink beside continuum link (RECORDS=1000000)
	@./tools/bench-link ./bin/continuum $(RECORDS)

bench-record: build ## Measure the shared record, and HAPI FHIR beside it (RESOURCES=1000000)
	@./tools/bench-record ./bin/continuum $(RESOURCES)

bench-target: build ## Learn from 1,000,000 people, with XGBoost and LightGBM beside continuum train (ROWS=1000000)
	@ROWS=$(or $(ROWS),1000000) ./tools/bench-target ./bin/continuum

clean: ## Remove what was made here
	rm -rf bin continuum-demo .bench web/assets/dist/* web/assets/node_modules tools/oidc/node_modules

FORCE:
.PHONY: help run build assets test test-tools check format templates fuzz bench bench-link bench-record bench-target clean FORCE
