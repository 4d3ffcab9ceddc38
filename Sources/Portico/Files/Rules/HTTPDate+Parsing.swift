// SPDX-License-Identifier: Apache-2.0

extension HTTPDate {
    /// Seconds since 1970 of a date in one of the three forms of RFC 9110 §5.6.7; nil for anything else.
    ///
    ///     Sun, 06 Nov 1994 08:49:37 GMT
    ///     Sunday, 06-Nov-94 08:49:37 GMT
    ///     Sun Nov  6 08:49:37 1994
    package static func parse(_ text: String, now: Int) -> Int? {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        switch words.count {
        case 6 where words[5] == "GMT" && words[0].utf8.count == 4 && words[0].hasSuffix(","):
            guard isWeekday(words[0].dropLast()), words[1].utf8.count == 2,
                let year = number(words[3], digits: 4)
            else { return nil }
            return seconds(day: words[1], month: words[2], year: year, time: words[4])
        case 4 where words[3] == "GMT" && words[0].hasSuffix("day,"):
            let parts = words[1].split(separator: "-", omittingEmptySubsequences: false)
            guard isWeekday(words[0].prefix(3)), parts.count == 3,
                let short = number(parts[2], digits: 2)
            else { return nil }
            return seconds(
                day: parts[0], month: parts[1], year: century(of: short, now: now), time: words[2])
        case 5:
            guard isWeekday(words[0]), let year = number(words[4], digits: 4) else { return nil }
            return seconds(day: words[2], month: words[1], year: year, time: words[3])
        default:
            return nil
        }
    }

    private static func isWeekday(_ name: Substring) -> Bool {
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(String(name))
    }

    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return nil
        }
        return Int(text)
    }

    /// Two digits of a year that is not more than 50 years ahead, RFC 9110 §5.6.7.
    private static func century(of short: Int, now: Int) -> Int {
        let thisYear = 1970 + now / 31_556_952
        let year = thisYear / 100 * 100 + short
        return year > thisYear + 50 ? year - 100 : year
    }

    private static func seconds(
        day: Substring, month: Substring, year: Int, time: Substring
    ) -> Int? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false)
        guard let month = monthNames.firstIndex(of: String(month)),
            let day = number(day, digits: day.utf8.count), (1...31).contains(day),
            clock.count == 3, let hour = number(clock[0], digits: 2), hour < 24,
            let minute = number(clock[1], digits: 2), minute < 60,
            let second = number(clock[2], digits: 2), second <= 60
        else { return nil }
        return days(year, month + 1, day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Days from 1970-01-01 to a Gregorian date: the reverse of what writes dates, years from March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }

    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
