#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Portico, handlers on the one loop thread.
set -euo pipefail
case $1 in
prepare) swift build -c release --package-path Benchmarks --product hello ;;
version) echo "Portico $(git describe --always --dirty)" ;;
serve) exec Benchmarks/.build/release/hello --engine inline --workers 1 --port "$2" ;;
esac
