#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Portico with the pool of portico-pool, but an async handler: what its task costs.
set -euo pipefail
case $1 in
prepare) swift build -c release --package-path Benchmarks --product hello ;;
version) echo "Portico $(git describe --always --dirty)" ;;
serve) exec Benchmarks/.build/release/hello --handler async --workers "$3" --port "$2" ;;
esac
