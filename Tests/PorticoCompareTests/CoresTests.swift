// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

struct CoresTests {
    @Test(arguments: [
        ("Cpus_allowed_list:\t0-3\n", [0, 1, 2, 3]), ("Cpus_allowed_list:\t5\n", [5]),
        ("Name:\tx\nCpus_allowed_list:\t0,2-3,8\nMems_allowed:\t1\n", [0, 2, 3, 8]),
        ("Cpus_allowed_list:\t3-1\n", [0]), ("", [0]),
    ])
    func readsTheListOfTheKernel(_ status: String, _ cores: [Int]) {
        #expect(Cores.allowed(status) == cores)
    }

    @Test(arguments: [
        ([0, 1], [0], [1]), ([0, 1, 2, 3], [0, 1], [2, 3]), ([2, 4, 6], [2], [4, 6]),
    ])
    func sharesOutWhatThereIs(_ allowed: [Int], _ server: [Int], _ generator: [Int]) {
        let cores = Cores(allowed: allowed, canPin: true)
        #expect(cores.server == server)
        #expect(cores.generator == generator)
        #expect(cores.areSeparate)
        let pinned = cores.pinning(cores.server, ["a", "b"])
        #expect(pinned.prefix(2) == ["taskset", "-c"] && pinned.suffix(2) == ["a", "b"])
    }

    @Test(arguments: [([3], true), ([0, 1], false)])
    func sharesAllWhereItCannotPin(_ allowed: [Int], _ canPin: Bool) {
        let cores = Cores(allowed: allowed, canPin: canPin)
        #expect(!cores.areSeparate)
        #expect(cores.server == allowed && cores.generator == allowed)
        #expect(cores.pinning(cores.server, ["a"]) == ["a"])
        #expect(cores.description.contains("ratios"))
    }

    @Test func neverCallsOneLoopSeveral() {
        #expect(Cores(allowed: [0], canPin: true).loops == 2)
        #expect(Cores(allowed: Array(0..<8), canPin: true).loops == 4)
    }
}
