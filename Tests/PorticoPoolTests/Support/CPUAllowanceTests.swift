// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

@Suite(.endsWithin(minutes: 1)) struct CPUAllowanceTests {
    private func cores(_ files: [String: String], online: Int = 8) -> Int {
        CPUAllowance(onlineCores: online) { files[$0] }.cores
    }

    @Test func withoutLimitsItIsAllCoresThatAreOn() {
        #expect(cores([:]) == 8)
        #expect(cores(["/proc/self/status": "Name:\tx\n", "/proc/self/cgroup": ""]) == 8)
    }

    @Test(arguments: [("0-3", 4), ("0", 1), ("0-1,4,6-7", 5), ("nonsense", 8)])
    func countsTheCoresThatTheProcessMayRunOn(_ list: String, _ count: Int) {
        #expect(cores(["/proc/self/status": "Name:\tx\nCpus_allowed_list:\t\(list)\n"]) == count)
    }

    @Test(arguments: [
        ("max 100000\n", 8), ("200000 100000\n", 2), ("150000 100000\n", 2), ("1000 100000\n", 1),
        ("1600000 100000\n", 8), ("0 0\n", 8), ("", 8),
    ])
    func readsTheQuotaOfVersion2(_ content: String, _ count: Int) {
        let files = ["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": content]
        #expect(cores(files) == count)
    }

    @Test func theTightestLimitOfAllGroupsAboveCounts() {
        let files = [
            "/proc/self/cgroup": "0::/system.slice/app.service\n",
            "/sys/fs/cgroup/system.slice/cpu.max": "300000 100000\n",
            "/sys/fs/cgroup/system.slice/app.service/cpu.max": "500000 100000\n",
        ]
        #expect(cores(files) == 3)
    }

    @Test func readsTheQuotaOfVersion1() {
        let folder = "/sys/fs/cgroup/cpu/docker/abc"
        var files = [
            "/proc/self/cgroup": "5:memory:/x\n4:cpu,cpuacct:/docker/abc\n",
            folder + "/cpu.cfs_quota_us": "250000\n", folder + "/cpu.cfs_period_us": "100000\n",
        ]
        #expect(cores(files) == 3)
        files[folder + "/cpu.cfs_quota_us"] = "-1\n"
        #expect(cores(files) == 8)
    }

    @Test func thisProcessMayUseAtLeastOneCore() {
        #expect((1...CPUAllowance.ofThisProcess.onlineCores).contains(ThreadPool.defaultSize))
    }
}
