#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Portico, one loop thread and handlers on a pool of workers: the default engine.
set -euo pipefail
case $1 in
prepare) swift build -c release --package-path Benchmarks --product hello ;;
version) echo "Portico $(git describe --always --dirty)" ;;
serve) exec Benchmarks/.build/release/hello --engine pool --workers "$3" --port "$2" ;;
esac
