// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

@Suite(.timeLimit(.minutes(1))) struct PatienceTests {
    @Test(arguments: [1, 3]) func looksNoMoreOnceItIsOver(_ needed: Int) async throws {
        var looks = 0
        try await Patience.wait(atMost: .seconds(50)) {
            looks += 1
            return looks == needed
        }
        #expect(looks == needed)
    }

    @Test func givesUpInTheEnd() async throws {
        var looks = 0
        try await Patience.wait(atMost: .zero) {
            looks += 1
            return false
        }
        #expect(looks == 1)
    }
}
