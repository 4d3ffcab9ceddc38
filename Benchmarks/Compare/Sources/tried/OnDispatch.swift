// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

let onDispatch: [Question] = [
    ("size", { dispatchSpread(jobs: 200) }),
    ("bounded queue", dispatchBound),
    ("result and error", dispatchResult),
    ("cancel while queued", dispatchCancel),
    ("cancel while running", dispatchCancelRunning),
    ("deadline in the queue", dispatchDeadline),
    ("drain", dispatchDrain),
    ("shutdown", dispatchShutdown),
    ("use after shutdown", { "there is nothing to shut down, see above" }),
    ("job that traps", { try Tried.inChild("dispatch-trap") }),
    ("blocking jobs", dispatchBehind),
    ("waiting on its own thread, sync", { try Tried.inChild("dispatch-sync-to-self") }),
    ("waiting on its own thread, semaphore", dispatchWaitForSelf),
    ("thread names", dispatchNames),
    ("state of a thread", dispatchSpecific),
    ("async/await", dispatchExecutor),
    ("figures", dispatchFigures),
]

private func concurrent() -> DispatchQueue {
    DispatchQueue(label: "tried-concurrent", attributes: .concurrent)
}

private func dispatchSpread(jobs: Int) -> String {
    let (queue, probe) = (concurrent(), Probe())
    for _ in 0..<jobs {
        queue.async {
            probe.note()
            probe.wait()
        }
    }
    var counts: [Int] = []
    for milliseconds: UInt32 in [1_000, 2_000, 5_000] {
        rest(milliseconds: milliseconds)
        counts.append(probe.count)
    }
    probe.open(jobs)
    probe.reach(jobs)
    return "of \(jobs) blocked jobs \(counts) had a thread after 1, 3 and 8 s"
}

private func dispatchBehind() -> String {
    let (queue, other, probe, behind) = (concurrent(), concurrent(), Probe(), Probe())
    for _ in 0..<200 { queue.async { probe.wait() } }
    rest(milliseconds: 1_000)
    other.async { behind.note() }
    let early = behind.reach(1, within: 2_000) == 1
    probe.open(200)
    let late = behind.reach(1) == 1
    return "behind 200 blocked jobs, one on another queue ran within 2 s: \(early), "
        + "when they had ended: \(late)"
}

private func dispatchBound() -> String {
    let (queue, probe) = (DispatchQueue(label: "tried"), Probe())
    queue.async { probe.wait() }
    for _ in 0..<100_000 { queue.async { probe.note() } }
    let waiting = probe.count
    probe.open()
    return "100000 jobs behind a blocked one were all accepted, "
        + "\(waiting) ran meanwhile, \(probe.reach(100_000)) later"
}

private func dispatchResult() -> String {
    let queue = concurrent()
    let value = queue.sync { 42 }
    do {
        try queue.sync { throw Broken() }
        return "lost"
    } catch {
        return "sync returned \(value) and passed on \(error); async returns \(Void.self)"
    }
}

private func dispatchCancel() -> String {
    let (queue, probe, noted) = (DispatchQueue(label: "tried"), Probe(), Probe())
    queue.async { probe.wait() }
    let item = DispatchWorkItem { noted.note("ran") }
    queue.async(execute: item)
    item.cancel()
    let early = item.wait(timeout: .now() + .milliseconds(300))
    probe.open()
    let late = item.wait(timeout: .now() + .seconds(5))
    return "jobs run: \(noted.count); waiting for the item: \(early) while a job was ahead of it, "
        + "\(late) after"
}

private func dispatchCancelRunning() -> String {
    let (queue, probe, noted) = (DispatchQueue(label: "tried"), Probe(), Probe())
    let item = DispatchWorkItem {
        noted.note("runs")
        probe.wait()
        noted.note("ended")
    }
    queue.async(execute: item)
    noted.reach(1)
    item.cancel()
    probe.open()
    noted.reach(2)
    return "\(noted.all), the item says isCancelled \(item.isCancelled)"
}

private func dispatchDrain() -> String {
    let (queue, noted) = (concurrent(), Probe())
    for _ in 0..<100 { queue.async { noted.note() } }
    queue.sync(flags: .barrier) {}
    let drained = noted.count
    queue.async { noted.note() }
    return "a barrier came back after \(drained) of 100 jobs; the queue takes more after it: "
        + "\(noted.reach(101) == 101)"
}

private func dispatchDeadline() -> String {
    let (queue, probe, noted) = (DispatchQueue(label: "tried"), Probe(), Probe())
    queue.async { probe.wait() }
    let item = DispatchWorkItem { noted.note() }
    queue.async(execute: item)
    let patience = item.wait(timeout: .now() + .milliseconds(50))
    probe.open()
    return "the wait \(patience) after 50 ms; the job ran all the same: \(noted.reach(1) == 1)"
}

private func dispatchShutdown() -> String {
    let (probe, noted) = (Probe(), Probe())
    do {
        let queue = DispatchQueue(label: "tried")
        queue.async { probe.wait() }
        for _ in 0..<10 { queue.async { noted.note() } }
    }
    probe.open()
    return "10 jobs waited when the last reference went: \(noted.reach(10)) ran, nothing says so"
}

func dispatchTrap() {
    concurrent().async { fatalError("tried") }
    rest(milliseconds: 5_000)
}

func dispatchSyncToSelf() {
    let queue = DispatchQueue(label: "tried")
    queue.sync { queue.sync {} }
}

private func dispatchWaitForSelf() -> String {
    func waits(_ queue: DispatchQueue) -> Bool {
        let (inner, outer) = (Probe(), Probe())
        queue.async {
            queue.async { inner.open() }
            outer.note(inner.wait(500) ? "done" : "stuck")
        }
        outer.reach(1)
        return outer.all == ["stuck"]
    }
    return "serial queue stuck: \(waits(DispatchQueue(label: "tried"))), "
        + "concurrent queue stuck: \(waits(concurrent()))"
}

private func dispatchNames() -> String {
    let (queue, probe) = (DispatchQueue(label: "a-name-of-ours"), Probe())
    queue.async { probe.note(threadName) }
    probe.reach(1)
    return "a job of the queue a-name-of-ours ran on the thread \(probe.all)"
}

private func dispatchSpecific() -> String {
    let (key, queue, probe) = (DispatchSpecificKey<Int>(), concurrent(), Probe())
    queue.setSpecific(key: key, value: 7)
    for _ in 0..<4 {
        queue.async {
            probe.note("\(DispatchQueue.getSpecific(key: key) ?? -1) \(pthread_self())")
            probe.wait()
        }
    }
    probe.reach(4)
    probe.open(4)
    let threads = Set(probe.all).count
    return
        "one value for the whole queue: \(Set(probe.all.map { $0.prefix(1) })) on \(threads) threads"
}

private func dispatchExecutor() -> String {
    let queues: [(String, Any)] = [
        ("concurrent", concurrent()), ("serial", DispatchQueue(label: "tried")),
    ]
    return queues.map { name, queue in
        "\(name) queue: TaskExecutor \(queue is any TaskExecutor), "
            + "SerialExecutor \(queue is any SerialExecutor)"
    }.joined(separator: "; ")
}

private func dispatchFigures() -> String {
    let (queue, probe) = (DispatchQueue(label: "tried"), Probe())
    queue.async { probe.wait() }
    for _ in 0..<5 { queue.async {} }
    defer { probe.open() }
    let shown = Mirror(reflecting: queue).children.compactMap(\.label)
    return "with 5 jobs queued it describes itself as \(queue) and shows the fields \(shown)"
}
