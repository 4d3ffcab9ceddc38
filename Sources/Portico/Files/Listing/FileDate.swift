// SPDX-License-Identifier: Apache-2.0

/// A day and a time as people write them.
enum FileDate {
    /// `2026-11-26 18:04`, in UTC.
    static func text(_ seconds: Int) -> String {
        guard seconds >= 0 else { return "" }
        let date = HTTPDate.civil(seconds / 86_400)
        let minutes = seconds % 86_400 / 60
        return "\(date.year)-\(padded(date.month))-\(padded(date.day)) "
            + "\(padded(minutes / 60)):\(padded(minutes % 60))"
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
