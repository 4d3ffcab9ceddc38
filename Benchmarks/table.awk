# SPDX-License-Identifier: Apache-2.0
# Medians of the rows `peer requests/s µs/request p50 p99 RSS`, one line per peer in the order of
# their first row. The ratio is to the ruler in the same round, as a busy machine slows both.

{
    if (!($1 in rounds)) peers[++known] = $1
    rounds[$1]++
    for (column = 2; column <= NF; column++) rows[$1, rounds[$1], column] = $column
}

# Leaves the column's values in order in `sorted`; as ratios to the same rows of `ruler`, if given.
function sort(peer, column, ruler,    i, j, value) {
    for (i = 1; i <= rounds[peer]; i++) {
        value = rows[peer, i, column] / (ruler == "" ? 1 : rows[ruler, i, column])
        for (j = i - 1; j > 0 && sorted[j] > value; j--) sorted[j + 1] = sorted[j]
        sorted[j + 1] = value
    }
}

function median(peer, column, ruler,    count) {
    sort(peer, column, ruler)
    count = rounds[peer]
    return (sorted[int((count + 1) / 2)] + sorted[int(count / 2) + 1]) / 2
}

END {
    ruler = "nginx" in rounds ? "nginx" : peers[1]
    format = "| %-14s | %10s | %10s | %13s | %6s | %8s | %8s | %7s |\n"
    printf format, "peer", "requests/s", "CPU us/req", "spread", "ratio", "p50 ms", "p99 ms", "RSS MiB"
    print "|----------------|-----------:|-----------:|--------------:|-------:|---------:|---------:|--------:|"
    for (i = 1; i <= known; i++) {
        peer = peers[i]
        rate = median(peer, 2)
        cpu = median(peer, 3)
        printf format, peer, sprintf("%.0f", rate), sprintf("%.2f", cpu), \
            sprintf("%.1f-%.1f", sorted[1], sorted[rounds[peer]]), \
            sprintf("%.2f", median(peer, 3, ruler)), sprintf("%.2f", median(peer, 4)), \
            sprintf("%.2f", median(peer, 5)), sprintf("%.1f", median(peer, 6))
    }
}
