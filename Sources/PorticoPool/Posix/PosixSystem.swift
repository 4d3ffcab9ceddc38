// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What is asked of the system outside threads and locks.
package enum PosixSystem {
    /// How many cores are switched on; wraps `sysconf`.
    static var onlineCores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Reads at most 4 KiB of a text file; nil when it cannot be read.
    package static func readFile(_ path: String) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(file, &bytes, bytes.count)
        guard count >= 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Nanoseconds since some moment in the past; setting the wall clock changes nothing.
    ///
    /// Wraps `clock_gettime`, which costs half of what `ContinuousClock.now` does.
    package static var nanoseconds: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// What this process has used of the machine, threads included that have ended.
    ///
    /// Wraps `getrusage`.
    package static var usage: (cpuMicros: Int, contextSwitches: Int) {
        var usage = rusage()
        #if canImport(Glibc)
            unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        #else
            unsafe getrusage(CInt(RUSAGE_SELF), &usage)
        #endif
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let micros = Int(usage.ru_utime.tv_usec) + Int(usage.ru_stime.tv_usec)
        return (Int(seconds) * 1_000_000 + micros, Int(usage.ru_nvcsw) + Int(usage.ru_nivcsw))
    }

    /// Raises the number of files that may be open as far as the system allows, and returns it.
    ///
    /// Wraps `setrlimit`. Processes that are started later inherit it.
    @discardableResult
    package static func raiseOpenFileLimit() -> Int {
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = CInt(RLIMIT_NOFILE.rawValue)
        #else
            let resource = CInt(RLIMIT_NOFILE)
        #endif
        guard unsafe getrlimit(resource, &limit) == 0 else { return 1024 }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(resource, &limit)
        return Int(clamping: limit.rlim_max)
    }
}
