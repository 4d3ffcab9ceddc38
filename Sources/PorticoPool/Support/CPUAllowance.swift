// SPDX-License-Identifier: Apache-2.0

/// How much of the machine a process may use.
struct CPUAllowance {
    /// How many cores are switched on.
    var onlineCores: Int
    /// Reads a small file; nil when there is none.
    var read: (String) -> String?

    /// That of this process.
    static var ofThisProcess: CPUAllowance {
        CPUAllowance(onlineCores: PosixSystem.onlineCores, read: PosixSystem.readFile)
    }

    /// How many cores can be kept busy: at least 1.
    var cores: Int {
        let quotas = groups.flatMap(quotas)
        let allowed = allowedCores
        return max(1, min(allowed, quotas.min() ?? allowed))
    }

    /// How many cores the process may run on, as the kernel lists them: `0-3,8`.
    ///
    /// The same that `sched_getaffinity` says, which Glibc shows only to programs built with
    /// _GNU_SOURCE.
    private var allowedCores: Int {
        let lines = read("/proc/self/status")?.split(separator: "\n") ?? []
        guard let line = lines.first(where: { $0.hasPrefix("Cpus_allowed_list:") }) else {
            return onlineCores
        }
        let list = line.split(whereSeparator: { $0 == ":" || $0 == "\t" || $0 == " " }).last ?? ""
        let count = list.split(separator: ",").reduce(0) { count, range in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last else { return count }
            return count + max(0, last - first + 1)
        }
        return count > 0 ? count : onlineCores
    }

    /// The folders of the control groups that the process is in, as `/proc/self/cgroup` has them.
    private var groups: [(folder: String, path: String, isUnified: Bool)] {
        let lines = read("/proc/self/cgroup")?.split(separator: "\n") ?? []
        return lines.compactMap { line in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return nil }
            if fields[1].isEmpty { return ("/sys/fs/cgroup", String(fields[2]), true) }
            guard fields[1].split(separator: ",").contains("cpu") else { return nil }
            return ("/sys/fs/cgroup/cpu", String(fields[2]), false)
        }
    }

    /// The limits of a group and of all above it, in cores.
    ///
    /// In a container the path may be that of the host, whose folders are not to be seen; its own
    /// limits then stand in the topmost folder.
    private func quotas(
        of group: (folder: String, path: String, isUnified: Bool)
    ) -> [Int] {
        var names = group.path.split(separator: "/")
        var found: [Int] = []
        while true {
            let folder = ([group.folder] + names.map(String.init)).joined(separator: "/")
            if let quota = group.isUnified ? unifiedQuota(folder) : oldQuota(folder) {
                found.append(quota)
            }
            guard names.popLast() != nil else { return found }
        }
    }

    /// Version 2: `cpu.max` holds quota and period in microseconds, or `max`.
    private func unifiedQuota(_ folder: String) -> Int? {
        let fields = read(folder + "/cpu.max")?.split { $0 == " " || $0 == "\n" } ?? []
        guard fields.count == 2 else { return nil }
        return Self.cores(quota: Int(fields[0]), period: Int(fields[1]))
    }

    /// Version 1: quota and period stand in two files; a quota of -1 is none.
    private func oldQuota(_ folder: String) -> Int? {
        Self.cores(
            quota: readNumber(folder + "/cpu.cfs_quota_us"),
            period: readNumber(folder + "/cpu.cfs_period_us"))
    }

    private func readNumber(_ path: String) -> Int? {
        read(path)?.split(separator: "\n").first.flatMap { Int($0) }
    }

    private static func cores(quota: Int?, period: Int?) -> Int? {
        guard let quota, let period, quota > 0, period > 0 else { return nil }
        return quota / period + (quota % period == 0 ? 0 : 1)
    }
}
