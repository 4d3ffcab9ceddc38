// SPDX-License-Identifier: Apache-2.0
import Subprocess
import SystemPackage

/// Programs beside this one.
///
/// Each is in a process group of its own, so that Ctrl-C meets the comparison alone, which then ends
/// them one by one.
enum Process {
    /// Options for every program: alone in its group, and killed when it is not waited for any more.
    static var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = []
        return options
    }

    /// Whether there is a program with this name.
    static func exists(_ name: String) async -> Bool {
        // Throws when there is none.
        (try? await Executable.name(name).resolveExecutablePath(in: .inherit)) != nil
    }

    /// Runs a program to its end, and returns what it has written to stdout and stderr.
    ///
    /// With a `role` it is a child of ours. With a `limit`, it gets SIGINT then, and ends as it would by Ctrl-C.
    static func run(
        _ words: [String], role: ChildRole? = nil, interruptAfter limit: Duration? = nil
    ) async throws -> String {
        let result = try await Subprocess.run(
            .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
            environment: ChildCommand.environment(role),
            platformOptions: options, input: .none, output: .string(limit: 4 << 20),
            error: .combinedWithOutput
        ) { execution in
            guard let limit else { return }
            try await Task.sleep(for: limit)
            // Fails when the program has ended by itself, which is as well.
            try? execution.send(signal: .interrupt)
        }
        return result.standardOutput
    }

    /// Runs `body` beside a program, which gets SIGINT afterwards; what it writes is thrown away.
    static func during<Outcome: Sendable>(
        _ words: [String], _ body: () async throws -> Outcome
    ) async throws -> Outcome {
        try await Subprocess.run(
            .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
            platformOptions: options, input: .none, output: .discarded, error: .discarded
        ) { execution in
            // Fails when the program has ended by itself, which is as well.
            defer { try? execution.send(signal: .interrupt) }
            return try await body()
        }.closureResult
    }
}
