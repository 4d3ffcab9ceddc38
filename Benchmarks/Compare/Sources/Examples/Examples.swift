// SPDX-License-Identifier: Apache-2.0
// The code of the articles in Sources/PorticoPool/PorticoPool.docc, so that it compiles:
//
//     swift build --package-path Benchmarks/Compare --target Examples

import PorticoPool

// MARK: PorticoPool.md

func landingPage() async throws {
    let pool = ThreadPool(size: 4)
    try pool.execute { print("on worker \(Worker.currentID ?? -1)") }
    let answer = try await pool.run { 6 * 7 }
    print(answer)
    await pool.awaitShutdown()
}

// MARK: TheBookRetold.md

func theBookRetold(_ connections: [Int], handle: @escaping @Sendable (Int) -> Void) throws {
    let pool = try ThreadPool.build(size: 4)
    for connection in connections {
        try pool.execute { handle(connection) }
    }
    let report = pool.shutdown(.drain)
    print("\(report.executed) jobs by \(report.workers.count) workers")
}

// MARK: SizingAPool.md

func sizingAPool(_ work: @escaping @Sendable () -> Void) throws {
    var configuration = ThreadPool.Configuration(size: 32)
    configuration.capacity = 160
    configuration.whenFull = .reject
    configuration.measuresTimes = true
    let pool = try ThreadPool.build(configuration)

    do {
        try pool.execute(work)
    } catch .queueFull {
        print("come back later")
    }
    let figures = pool.figures
    print(figures.mostActive, figures.queueWait?.quantile(0.99) ?? .zero)
}

// MARK: AsyncCodeThatBlocks.md

func readReport() throws -> [UInt8] { [] }

func oneBlockingCall(_ pool: ThreadPool) async throws {
    let bytes = try await pool.run { try readReport() }
    print(bytes.count)
}

func aTaskThatBlocks(_ pool: ThreadPool) async throws {
    let task = Task(executorPreference: pool) {
        let bytes = try readReport()
        try await Task.sleep(for: .seconds(1))
        return bytes.count
    }
    print(try await task.value)
}

actor Archive {
    private let lane: SerialLane
    nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }
    private var lines: [String] = []

    init(on pool: ThreadPool) { lane = pool.serialLane() }

    func append(_ line: String) { lines.append(line) }
}
