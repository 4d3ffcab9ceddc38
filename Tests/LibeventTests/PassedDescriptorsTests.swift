// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Libevent

struct PassedDescriptorsTests {
    private static func read(_ environment: [String: String]) -> [PassedDescriptors.Entry] {
        PassedDescriptors.read(77) { environment[$0] }
    }

    @Test func areCountedFromThree() {
        let entries = Self.read([
            "LISTEN_PID": "77", "LISTEN_FDS": "3", "LISTEN_FDNAMES": "http::admin",
        ])
        #expect(entries.map(\.descriptor) == [3, 4, 5])
        #expect(entries.map(\.name) == ["http", "unknown", "admin"])
    }

    @Test func needNoNames() {
        #expect(
            Self.read(["LISTEN_PID": "77", "LISTEN_FDS": "2"])
                == [.init(descriptor: 3, name: "unknown"), .init(descriptor: 4, name: "unknown")])
    }

    @Test(arguments: [
        [:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "78", "LISTEN_FDS": "1"],
        ["LISTEN_PID": "77"], ["LISTEN_PID": "77", "LISTEN_FDS": "0"],
        ["LISTEN_PID": "77", "LISTEN_FDS": "-1"], ["LISTEN_PID": "77", "LISTEN_FDS": "one"],
        ["LISTEN_PID": "77", "LISTEN_FDS": "99999999"],
        ["LISTEN_PID": "", "LISTEN_FDS": "1"],
    ])
    func areNoneIfTheEnvironmentDoesNotSaySo(_ environment: [String: String]) {
        #expect(Self.read(environment).isEmpty)
    }
}
