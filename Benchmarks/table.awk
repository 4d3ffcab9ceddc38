# SPDX-License-Identifier: Apache-2.0
# Medians of the rows `peer requests/s µs/request p50 p99 RSS`, one line per peer in the order of
# their first row; the ratio is to nginx, or else to the first peer.

function median(column, peer,    count, i, j, value, sorted) {
    count = rounds[peer]
    for (i = 1; i <= count; i++) {
        value = rows[peer, i, column]
        for (j = i - 1; j > 0 && sorted[j] > value; j--) sorted[j + 1] = sorted[j]
        sorted[j + 1] = value
    }
    smallest = sorted[1]
    largest = sorted[count]
    return (sorted[int((count + 1) / 2)] + sorted[int(count / 2) + 1]) / 2
}

{
    if (!($1 in rounds)) peers[++known] = $1
    rounds[$1]++
    for (column = 2; column <= NF; column++) rows[$1, rounds[$1], column] = $column + 0
}

END {
    ruler = median(3, ("nginx" in rounds) ? "nginx" : peers[1])
    printf "%-20s %10s %12s", "", "requests/s", "CPU us/req."
    printf " %8s %8s %8s %8s %9s\n", "spread", "ratio", "p50 ms", "p99 ms", "RSS MiB"
    for (i = 1; i <= known; i++) {
        peer = peers[i]
        printf "%-20s %10.0f", peer, median(2, peer)
        cpu = median(3, peer)
        printf " %12.2f %7.0f%% %8.2f", cpu, (largest - smallest) / cpu * 100, cpu / ruler
        printf " %8.2f %8.2f %9.1f\n", median(4, peer), median(5, peer), median(6, peer)
    }
}
