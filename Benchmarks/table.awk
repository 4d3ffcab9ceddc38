# SPDX-License-Identifier: Apache-2.0
# Medians of the rows of row.awk, one line per peer in the order of their first row. The ratio is to the
# ruler in the same round, as a busy machine slows both.

{
    if (!($1 in rounds)) peers[++known] = $1
    rounds[$1]++
    for (column = 2; column <= NF; column++) rows[$1, rounds[$1], column] = $column
}

# Leaves the column's values in order in `sorted`, `count` of them; as ratios to the same rows of
# `ruler`, if given. A dash is no value.
function sort(peer, column, ruler,    i, j, value, base) {
    count = 0
    for (i = 1; i <= rounds[peer]; i++) {
        value = rows[peer, i, column]
        base = ruler == "" ? 1 : rows[ruler, i, column]
        if (value == "-" || base + 0 == 0) continue
        value /= base
        for (j = count++; j > 0 && sorted[j] > value; j--) sorted[j + 1] = sorted[j]
        sorted[j + 1] = value
    }
}

function median(format, peer, column, ruler) {
    sort(peer, column, ruler)
    if (count == 0) return "-"
    return sprintf(format, (sorted[int((count + 1) / 2)] + sorted[int(count / 2) + 1]) / 2)
}

END {
    ruler = "nginx" in rounds ? "nginx" : peers[1]
    format = "| %-14s | %10s | %10s | %13s | %6s | %8s | %8s | %7s |\n"
    printf format, "peer", "requests/s", "CPU us/req", "spread", "ratio", "p50 ms", "p99 ms", "RSS MiB"
    print "|----------------|-----------:|-----------:|--------------:|-------:|---------:|---------:|--------:|"
    for (i = 1; i <= known; i++) {
        peer = peers[i]
        cpu = median("%.2f", peer, 3)
        spread = count == 0 ? "-" : sprintf("%.1f-%.1f", sorted[1], sorted[count])
        printf format, peer, median("%.0f", peer, 2), cpu, spread, median("%.2f", peer, 3, ruler), \
            median("%.2f", peer, 4), median("%.2f", peer, 5), median("%.1f", peer, 6)
    }
}
