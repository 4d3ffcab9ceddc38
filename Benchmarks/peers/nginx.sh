#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# nginx, one process that only returns 200: the ruler the others are held against. It has no
# handlers that could block.
set -euo pipefail
PATH=$PATH:/usr/sbin
case $1 in
prepare) .ci/setup nginx-light ;;
version) nginx -v ;;
serve)
    head -c 1048576 /dev/zero | tr '\0' x >"$4/large"
    cat >"$4/nginx.conf" <<END
daemon off;
master_process off;
worker_rlimit_nofile 16384;
pid $4/nginx.pid;
error_log $4/nginx.log;
events { worker_connections 16000; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path $4/body;
    proxy_temp_path $4/proxy;
    fastcgi_temp_path $4/fastcgi;
    uwsgi_temp_path $4/uwsgi;
    scgi_temp_path $4/scgi;
    server {
        listen 127.0.0.1:$2;
        location / {
            default_type text/plain;
            return 200 "Hello, world!";
        }
        location = /large { alias $4/large; }
        location ~ ^/(block|slow)\$ { return 501; }
    }
}
END
    exec nginx -c "$4/nginx.conf" -e "$4/nginx.log"
    ;;
esac
