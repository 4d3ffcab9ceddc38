// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Libevent

struct ShortageTests {
    @Test func beginsOnceUntilNothingHasFailedForAWhile() {
        var shortage = Shortage()
        let quiet = Shortage.quietTime
        let times = [.zero, .zero, quiet / 2, quiet, quiet * 2, quiet * 2 + .milliseconds(1)]
        let news = times.map { shortage.begins(at: $0) }
        #expect(news == [true, false, false, false, true, false])
    }
}
