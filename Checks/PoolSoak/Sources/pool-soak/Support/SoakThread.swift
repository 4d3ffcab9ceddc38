// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread of the operating system, which may block.
///
/// A task would not do: of Swift's own threads there are only as many as cores.
final class SoakThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private var thread = pthread_t()

    /// Starts a thread that runs `body` and ends.
    init(_ body: @escaping @Sendable () -> Void) {
        let argument = Unmanaged.passRetained(Body(body)).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument)
        precondition(code == 0, "cannot start a thread: errno \(code); raise ulimit -u")
    }

    /// Waits for its end; call it once.
    func join() {
        pthread_join(thread, nil)
    }

    /// Runs `body` on `count` threads, each with its number, and returns when all have ended.
    static func together(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let threads = (0..<count).map { number in SoakThread { body(number) } }
        for thread in threads { thread.join() }
    }

    /// Sleeps for about `microseconds`.
    static func pause(microseconds: Int) {
        usleep(UInt32(max(0, microseconds)))
    }
}
