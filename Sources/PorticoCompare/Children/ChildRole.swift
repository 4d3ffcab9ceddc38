// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import PorticoPool

// A comparison starts processes that are this very program with the same arguments, and tells each by a
// variable of the environment what it is to be. So a program reaches the same handlers whatever it does
// with its arguments before.

/// What a process is to be that a comparison has started.
package enum ChildRole: Codable, Equatable, Sendable {
    /// The server under test.
    case server(ServerRole)
    /// The generator of an open load.
    case load(LoadRole)

    /// Which server it is to be: engine and scenario by their ids.
    package struct ServerRole: Codable, Equatable, Sendable {
        var engine: String
        var scenario: String
        var size: ComparedEngine.Size
    }

    /// Which load it is to be: see ``OpenLoad``.
    package struct LoadRole: Codable, Equatable, Sendable {
        var scenario: String
        var port: Int
        var connections: Int
        var rate: Double
        var seconds: Double
        var seed: UInt64
    }

    /// The variable of the environment.
    static let variable = "PORTICO_COMPARE"

    /// Does what this process was started for, and ends it.
    ///
    /// - Returns: True if that is a part of another comparison than the one of these scenarios, and false if
    ///   this process is no child.
    package static func fulfil(_ scenarios: [any Scenario]) async throws -> Bool {
        guard let text = ProcessInfo.processInfo.environment[variable] else { return false }
        let role = try ChildRole(encoded: text)
        guard let scenario = scenarios.first(where: { $0.id == role.scenario }) else { return true }
        // A thread of its own: the threads of Swift's tasks may be what is compared.
        let failure = try await withCheckedThrowingContinuation { continuation in
            do throws(PosixError) {
                _ = try PosixThread(name: "child") {
                    continuation.resume(returning: role.run(scenario))
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
        throw failure
    }

    /// Reads what ``encoded()`` has written.
    init(encoded text: String) throws(CompareError) {
        do {
            self = try JSONDecoder().decode(ChildRole.self, from: Data(text.utf8))
        } catch {
            throw CompareError.unknownRole(text)
        }
    }

    /// The value of the variable.
    func encoded() throws -> String {
        String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
    }

    private var scenario: String {
        switch self {
        case .server(let role): role.scenario
        case .load(let role): role.scenario
        }
    }

    // MARK: On a thread of its own

    /// Ends the process, or says why it could not do what it should.
    private func run(_ scenario: any Scenario) -> any Error {
        do {
            switch self {
            case .server(let role):
                guard let server = ComparedServer(role, scenario) else {
                    return CompareError.unknownRole("engine \(role.engine)")
                }
                try server.run()
            case .load(let role):
                try role.run(scenario)
            }
        } catch {
            return error
        }
    }
}

extension ChildRole.LoadRole {
    /// Makes the load, says what it has shown, and ends the process.
    fileprivate func run(_ scenario: any Scenario) throws -> Never {
        let lines = try ChildLines()
        let load = try OpenLoad(
            OpenLoad.Plan(
                port: port, connections: connections, rate: rate, seconds: seconds,
                grace: seconds / 4 + 0.05, seed: seed, requests: scenario.requests))
        let result = try JSONEncoder().encode(load.run())
        lines.say(String(decoding: result, as: UTF8.self))
        exit(0)
    }
}
