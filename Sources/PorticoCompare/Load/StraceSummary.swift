// SPDX-License-Identifier: Apache-2.0

/// The table that `strace -c` writes at its end.
struct StraceSummary {
    /// Calls of the system, all kinds together.
    let calls: Int

    /// Finds the last line of the table; nil when it is not there.
    init?(_ text: String) {
        // `100.00 0.012345 12 1024 3 total`; the errors are left out when there are none.
        let rows = text.split(separator: "\n").map { $0.split(separator: " ") }
        guard let total = rows.last(where: { $0.last == "total" }), total.count >= 5,
            let calls = Int(total[3])
        else { return nil }
        self.calls = calls
    }
}
