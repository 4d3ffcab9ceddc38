// SPDX-License-Identifier: Apache-2.0
import Libevent

/// The value of the Date field, made once a second, RFC 9110 §5.6.7.
package final class HTTPDate {
    private var second = Int.min
    private(set) var text: [UInt8] = []

    /// The field line for this second, line end included.
    ///
    /// On one thread.
    func line() -> [UInt8] {
        let now = WallClock.secondsSinceEpoch()
        if now != second {
            second = now
            text = Array("Date: \(Self.format(now))\r\n".utf8)
        }
        return text
    }

    /// `seconds` since 1970 as an IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func format(_ seconds: Int) -> String {
        let days = seconds / 86_400
        let time = seconds % 86_400
        let (year, month, day) = civil(days)
        let weekday = weekdays[(days + 4) % 7]
        return "\(weekday), \(padded(day)) \(months[month - 1]) \(year) "
            + "\(padded(time / 3600)):\(padded(time / 60 % 60)):\(padded(time % 60)) GMT"
    }

    /// The Gregorian date of a day counted from 1970-01-01.
    ///
    /// Years are counted from March, so that a leap day comes last and months follow a fixed rhythm
    /// of 153 days in five.
    package static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    package static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
