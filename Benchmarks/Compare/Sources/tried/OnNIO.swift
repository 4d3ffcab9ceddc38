// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import NIOCore
import NIOPosix

let onNIO: [Question] = [
    ("size", { nioSpread() }),
    ("bounded queue", nioBound),
    ("result and error", nioResult),
    ("cancel while queued", nioCancel),
    ("cancel while running", nioCancelRunning),
    ("deadline in the queue", nioDeadline),
    ("shutdown", nioShutdown),
    ("second shutdown", nioSecondShutdown),
    ("shutdown on its own thread", { try Tried.inChild("nio-shutdown-on-own-thread") }),
    ("use after shutdown", nioAfterShutdown),
    ("release without shutdown", nioRelease),
    ("job that traps", { try Tried.inChild("nio-trap") }),
    ("blocking jobs", { nioSpread() }),
    ("waiting on its own thread", nioWaitForSelf),
    ("thread names", nioNames),
    ("state of a thread", nioSpecific),
    ("async/await", nioExecutor),
    ("figures", nioFigures),
]

private func started(_ size: Int) -> NIOThreadPool {
    let pool = NIOThreadPool(numberOfThreads: size)
    pool.start()
    return pool
}

private func end(_ pool: NIOThreadPool) { try? pool.syncShutdownGracefully() }

private func nioSpread() -> String {
    let (pool, probe) = (started(2), Probe())
    for _ in 0..<20 {
        pool.submit { _ in
            probe.note()
            probe.wait()
        }
    }
    rest(milliseconds: 1_000)
    let running = probe.count
    probe.open(20)
    probe.reach(20)
    end(pool)
    return "2 threads, 20 blocked jobs: \(running) had a thread after 1 s"
}

private func nioBound() -> String {
    let (pool, probe) = (started(1), Probe())
    pool.submit { _ in probe.wait() }
    for _ in 0..<100_000 { pool.submit { _ in probe.note() } }
    let waiting = probe.count
    probe.open()
    let later = probe.reach(100_000)
    end(pool)
    return
        "100000 jobs behind a blocked one were all accepted, \(waiting) ran meanwhile, \(later) later"
}

private func nioResult() async throws -> String {
    let pool = started(1)
    let value = try await pool.runIfActive { 42 }
    var caught = "nothing"
    do { try await pool.runIfActive { throw Broken() } } catch { caught = "\(error)" }
    let next = try await pool.runIfActive { 43 }
    end(pool)
    return "runIfActive returned \(value), passed on \(caught), and went on with \(next)"
}

private func nioCancel() async throws -> String {
    let (pool, probe, noted) = (started(1), Probe(), Probe())
    pool.submit { _ in probe.wait() }
    let task = Task {
        do {
            try await pool.runIfActive { noted.note("ran") }
        } catch {
            noted.note("\(type(of: error))")
        }
    }
    rest(milliseconds: 200)
    task.cancel()
    rest(milliseconds: 300)
    let early = noted.all
    probe.open()
    await task.value
    end(pool)
    return "300 ms after cancel, with a job ahead: \(early); after that job: \(noted.all)"
}

private func nioCancelRunning() async throws -> String {
    let pool = started(1)
    for _ in 0..<100 {
        let (probe, begun) = (Probe(), Probe())
        let task = Task {
            try await pool.runIfActive {
                begun.note()
                probe.wait()
                return Task.isCancelled
            }
        }
        begun.reach(1)
        task.cancel()
        probe.open()
        _ = try await task.value
    }
    let ids = Mirror(reflecting: pool).children.first { $0.label == "_cancelledWorkIDs" }?.value
    end(pool)
    return "100 jobs ran to their end and saw nothing of it; "
        + "\((ids as? Set<Int>)?.count ?? -1) ids of theirs stayed in the pool"
}

private func nioDeadline() -> String {
    let (pool, probe, noted) = (started(1), Probe(), Probe())
    pool.submit { _ in probe.wait() }
    pool.submit { state in noted.note("\(state)") }
    rest(milliseconds: 50)
    probe.open()
    noted.reach(1)
    end(pool)
    return "submit takes no deadline; after 50 ms in the queue the job was \(noted.all)"
}

private func nioShutdown() -> String {
    let (pool, probe, noted) = (started(1), Probe(), Probe())
    pool.submit { _ in
        probe.note("runs")
        probe.wait()
        noted.note("running job ended")
    }
    probe.reach(1)
    for _ in 0..<5 { pool.submit { state in noted.note("\(state)") } }
    pool.shutdownGracefully { noted.note("shut down, error \(String(describing: $0))") }
    rest(milliseconds: 200)
    probe.open()
    noted.reach(7)
    return "\(noted.all)"
}

private func nioSecondShutdown() -> String {
    let (pool, probe, noted) = (started(1), Probe(), Probe())
    pool.submit { _ in
        probe.note("runs")
        probe.wait()
    }
    probe.reach(1)
    pool.shutdownGracefully { _ in noted.note("first") }
    pool.shutdownGracefully { _ in noted.note("second") }
    rest(milliseconds: 300)
    let early = noted.all
    probe.open()
    noted.reach(2)
    return "while a job ran, \(early) had returned; in the end \(noted.all)"
}

func nioShutdownOnOwnThread() {
    let pool = started(1)
    pool.submit { _ in
        end(pool)
        exit(0)
    }
    rest(milliseconds: 5_000)
}

private func nioAfterShutdown() async -> String {
    let (pool, noted) = (started(1), Probe())
    end(pool)
    let caller = pthread_self()
    pool.submit { noted.note("submit: \($0), on the caller's thread \(pthread_self() == caller)") }
    do { try await pool.runIfActive {} } catch { noted.note("await: \(type(of: error))") }
    do {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        try await pool.runIfActive(eventLoop: loop) {}.get()
    } catch {
        noted.note("future: \(type(of: error))")
    }
    return "\(noted.all)"
}

private func nioRelease() -> String {
    weak var released: NIOThreadPool?
    do {
        let pool = started(2)
        released = pool
    }
    rest(milliseconds: 500)
    return "500 ms later the pool and its threads were \(released == nil ? "gone" : "still there")"
}

func nioTrap() {
    started(1).submit { _ in fatalError("tried") }
    rest(milliseconds: 5_000)
}

private func nioWaitForSelf() -> String {
    let (pool, inner, outer) = (started(1), Probe(), Probe())
    pool.submit { _ in
        pool.submit { _ in inner.open() }
        outer.note(inner.wait(500) ? "done" : "stuck, nothing thrown")
    }
    outer.reach(1)
    end(pool)
    return "\(outer.all)"
}

private func nioNames() -> String {
    let (pool, probe) = (started(1), Probe())
    pool.submit { _ in probe.note(threadName) }
    probe.reach(1)
    end(pool)
    return "a job ran on the thread \(probe.all); start() takes no name"
}

private func nioSpecific() -> String {
    final class Number: Sendable {
        let value: Int
        init(_ value: Int) { self.value = value }
    }
    let (pool, probe) = (started(2), Probe())
    let local = ThreadSpecificVariable<Number>()
    for number in 0..<2 {
        pool.submit { _ in
            local.currentValue = Number(number)
            probe.note()
            probe.wait()
            probe.note("\(number) found \(local.currentValue?.value ?? -1)")
        }
    }
    probe.reach(2)
    probe.open(2)
    probe.reach(4)
    end(pool)
    return "ThreadSpecificVariable: \(probe.all.suffix(2).sorted())"
}

private func nioExecutor() async throws -> String {
    let pool = started(1)
    let name = try await pool.runIfActive { threadName }
    let (isTask, isSerial) = (pool as Any is any TaskExecutor, pool as Any is any SerialExecutor)
    end(pool)
    return "await runIfActive ran on \(name); TaskExecutor \(isTask), SerialExecutor \(isSerial)"
}

private func nioFigures() -> String {
    let (pool, probe) = (started(1), Probe())
    pool.submit { _ in probe.wait() }
    for _ in 0..<5 { pool.submit { _ in } }
    let threads = pool.numberOfThreads
    probe.open()
    end(pool)
    return "with 5 jobs queued, numberOfThreads is \(threads); nothing public counts jobs"
}
