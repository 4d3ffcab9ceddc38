// SPDX-License-Identifier: Apache-2.0
import Glibc
import PorticoPool
import Testing

@testable import Libevent

struct DescriptorOutputTests {
    /// Where it may end the process, the signal would.
    @Test func saysThatNobodyReadsAPipeAnyMore() throws {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        let output = DescriptorOutput(ends[1])
        try output.write([1, 2, 3])
        close(ends[0])
        let error = #expect(throws: PosixError.self) { try output.write([4]) }
        #expect(error?.code == EPIPE)
        close(ends[1])
    }
}
