// SPDX-License-Identifier: Apache-2.0

/// How many Workers a ``Channel`` has and may have.
///
/// Guarded by the lock of the inbox.
struct Staff {
    /// So long nothing is tried after the system refused a thread.
    static let pause = Duration.milliseconds(10)

    /// How many there always are.
    var minimum: Int
    /// How many there may be.
    var maximum: Int
    /// How many there are, those being started included.
    var count: Int
    /// So many of them must go, whoever comes first.
    var retiring = 0
    /// How often the system refused a thread.
    private(set) var failures = 0
    private var lastFailure: ContinuousClock.Instant?

    init(minimum: Int, maximum: Int) {
        self.minimum = minimum
        self.maximum = maximum
        count = minimum
    }

    /// How many there are when all who must have gone.
    var size: Int { count - retiring }

    /// True when there may be more.
    var canGrow: Bool { size < maximum }

    /// True when it makes sense to ask the system for a thread.
    var mayTry: Bool {
        guard let lastFailure else { return true }
        return .now - lastFailure >= Self.pause
    }

    /// Adds `number` Workers and says how many of them must be started: first, those who were to go
    /// may stay.
    mutating func hire(_ number: Int) -> Int {
        let staying = min(number, retiring)
        retiring -= staying
        count += number - staying
        return number - staying
    }

    /// Takes back `number` Workers that could not be started.
    mutating func didFail(_ number: Int) {
        count -= number
        failures += number
        lastFailure = .now
    }
}
