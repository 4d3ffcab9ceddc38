// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Portico

struct HTTPDateTests {
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (86_399, "Thu, 01 Jan 1970 23:59:59 GMT"),
        (68_169_600, "Tue, 29 Feb 1972 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"),
        (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
        (946_684_799, "Fri, 31 Dec 1999 23:59:59 GMT"),
        (946_684_800, "Sat, 01 Jan 2000 00:00:00 GMT"),
        (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
        (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
        (2_147_483_647, "Tue, 19 Jan 2038 03:14:07 GMT"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func writesADateAsRFC9110Wants(_ seconds: Int, _ text: String) {
        #expect(HTTPDate.format(seconds) == text)
    }

    /// Every day until 2150, at changing times, against Foundation's calendar.
    @Test func agreesWithFoundation() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        for seconds in stride(from: 0, to: 180 * 31_556_952, by: 11 * 86_400 + 4_327) {
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(HTTPDate.format(seconds) == formatter.string(from: date))
        }
    }

    @Test func makesAWholeFieldLine() {
        let date = HTTPDate()
        let line = String(decoding: date.line(), as: UTF8.self)
        #expect(line.hasPrefix("Date: "))
        #expect(line.hasSuffix(" GMT\r\n"))
        #expect(line.utf8.count == "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n".utf8.count)
    }
}
