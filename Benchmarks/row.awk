# SPDX-License-Identifier: Apache-2.0
# Makes a row of what wrk.lua has written, of `peer`, and of the `cpu` (in us), `rss` and `peak` (in KiB) of
# its server:
#   peer requests/s us/request p50 p99 RSS refused failed peak, then the percentiles of wrk.lua
# with times in ms and memory in MiB, the percentiles in us and the peak in KiB. A dash is what could
# not be measured.

function ms(micros) { return requests > 0 ? micros / 1000 : "-" }

$1 == "figures" {
    requests = $2 - $4; seconds = $3 / 1e6; refused = $4; failed = $5
    for (i = 1; i <= 17; i++) micros[i] = $(i + 5)
}

END {
    rate = requests > 0 && seconds > 0 ? requests / seconds : 0
    per_request = rate > 0 ? cpu / requests : "-"
    printf "%s %.6g %s %s %s %s %d %d %s", peer, rate, per_request, ms(micros[6]), ms(micros[11]), \
        (rss == "" ? "-" : rss / 1024), refused, failed, (peak == "" ? "-" : peak)
    for (i = 1; i <= 17; i++) printf " %s", (rate > 0 ? micros[i] : "-")
    print ""
    if (rate == 0) print peer " has answered nothing" >"/dev/stderr"
    else if (refused + failed > 0)
        print peer ": " refused " refused, " failed " without a reply" >"/dev/stderr"
}
