// SPDX-License-Identifier: Apache-2.0
import Glibc
public import Portico

extension Comparison {
    /// Compares engines on the handlers of a program, as the whole of the program.
    ///
    /// ```swift
    /// var router = Router()
    /// router.get("/notes/:id") { _, context in
    ///     "Note \(try context.parameters.require("id"))\n"
    /// }
    /// await Comparison.main(
    ///     router: router,
    ///     requests: [
    ///         ComparedRequest("/notes/7", weight: 9),
    ///         ComparedRequest("/notes/8"),
    ///     ])
    /// ```
    /// The program takes the options of `portico compare`; `--help` shows them. For each measurement it is
    /// started once more, as the server: everything before this call is done again then. So the handlers
    /// must not depend on what an earlier process has left in memory, and a program that calls this
    /// several times gives each comparison another `name`.
    ///
    /// Returns when the comparison is done. A mistake in the arguments or the requests, a missing tool or
    /// another failure ends the process, after one line on stderr, with a code of `sysexits.h`.
    ///
    /// - Parameters:
    ///   - name: What the scenario is called: letters, digits and hyphens.
    ///   - router: What answers.
    ///   - requests: What the clients ask for. All must be answered with a status below 400.
    ///   - arguments: The options; by default those that the program was started with.
    public static func main(
        _ name: String = "requests", router: Router, requests: [ComparedRequest],
        arguments: [String] = Array(CommandLine.arguments.dropFirst())
    ) async {
        await main(name, handler: Handler(router), requests: requests, arguments: arguments)
    }

    /// Compares engines on one handler, like ``main(_:router:requests:arguments:)``.
    public static func main(
        _ name: String = "requests", handler: Handler, requests: [ComparedRequest],
        arguments: [String] = Array(CommandLine.arguments.dropFirst())
    ) async {
        do {
            let scenario = OwnScenario(id: name, handler: handler, requests: requests)
            try scenario.check()
            // A program may make several comparisons: a child of a later one goes on to that.
            guard try await !ChildRole.fulfil([scenario]) else { return }
            try await run(scenario, OwnArguments(arguments))
        } catch {
            Console.printError("\(program): \(error)")
            exit((error as? CompareError)?.exitCode ?? 70)  // EX_SOFTWARE
        }
    }

    private static func run(_ scenario: OwnScenario, _ arguments: OwnArguments) async throws {
        guard !arguments.wantsHelp else {
            Console.printLine(OwnArguments.help(program, [scenario]))
            return
        }
        let command = ([program] + CommandLine.arguments.dropFirst()).joined(separator: " ")
        let run = CompareRun(
            settings: try arguments.flags.settings([scenario], curves: [scenario]),
            json: arguments.json,
            html: arguments.html, command: command)
        if try await run.run().wasInterrupted { exit(CompareRun.interrupted) }
    }

    /// The name of the program, without its folder.
    private static var program: String {
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "compare"
    }
}
