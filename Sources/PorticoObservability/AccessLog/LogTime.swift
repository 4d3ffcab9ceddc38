// SPDX-License-Identifier: Apache-2.0
import Libevent
import Portico

/// Says what time of day an instant was; to be made anew for each batch, as the time of day may be set.
struct LogTime {
    private let now = ContinuousClock.now
    private let nanoseconds = WallClock.nanosecondsSinceEpoch()
    private var second = Int.min
    private var text = ""

    /// `27/Nov/2026:06:01:02 +0000`.
    mutating func commonText(_ instant: ContinuousClock.Instant) -> String {
        text(of: instant) { date in
            var line = LineBuffer()
            line.append(date.day, width: 2)
            line.append("/\(HTTPDate.months[date.month - 1])/")
            line.append(date.year, width: 4)
            line.append(":")
            line.append(date)
            line.append(" +0000")
            return String(decoding: line.bytes, as: UTF8.self)
        }
    }

    /// Appends `2026-11-27T06:01:02.003Z`.
    mutating func append(_ instant: ContinuousClock.Instant, to line: inout LineBuffer) {
        let text = text(of: instant) { date in
            var line = LineBuffer()
            line.append(date.year, width: 4)
            line.append("-")
            line.append(date.month, width: 2)
            line.append("-")
            line.append(date.day, width: 2)
            line.append("T")
            line.append(date)
            return String(decoding: line.bytes, as: UTF8.self)
        }
        line.append(text)
        line.append(".")
        line.append(time(of: instant) / 1_000_000 % 1000, width: 3)
        line.append("Z")
    }

    /// A date and a time of day, UTC.
    struct Date {
        let (year, month, day): (Int, Int, Int)
        let seconds: Int
    }

    private func time(of instant: ContinuousClock.Instant) -> Int {
        max(0, nanoseconds - Int(clamping: Int64((now - instant) / .nanoseconds(1))))
    }

    private mutating func text(
        of instant: ContinuousClock.Instant, _ make: (Date) -> String
    ) -> String {
        let seconds = time(of: instant) / 1_000_000_000
        guard seconds != second else { return text }
        let (year, month, day) = HTTPDate.civil(seconds / 86_400)
        second = seconds
        text = make(Date(year: year, month: month, day: day, seconds: seconds % 86_400))
        return text
    }
}

extension LineBuffer {
    /// Appends the time of day.
    fileprivate mutating func append(_ date: LogTime.Date) {
        append(date.seconds / 3600, width: 2)
        append(":")
        append(date.seconds / 60 % 60, width: 2)
        append(":")
        append(date.seconds % 60, width: 2)
    }
}
