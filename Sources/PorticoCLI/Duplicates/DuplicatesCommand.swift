// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import PorticoPool
import SystemPackage

/// `portico duplicates`: what the thread pool does without a web server.
struct DuplicatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: "Find files with equal content.",
        discussion: """
            Prints the paths of equal files, one per line, and an empty line after each group. Files \
            are compared byte by byte, so what is printed is exact. Nothing is changed.

            Symbolic links are not followed; empty files, special files and further hard links to \
            the same file are left out. Files that cannot be read are named on stderr, and then the \
            exit code is 74.
            """)

    @Argument(help: "The folder to look in, with everything below it.")
    var folder: String

    @Option(parsing: .unconditional, help: "How many workers read files.")
    var workers = ThreadPool.defaultSize

    @Flag(help: "Print one object in JSON instead.")
    var json = false

    @Flag(help: "Also measure how much faster that is than with one worker.")
    var compare = false

    func validate() throws {
        if compare, workers == 1 {
            throw ValidationError("--compare has nothing to compare: ask for --workers 2 or more")
        }
    }

    func run() throws {
        do {
            let search = DuplicateSearch(root: FilePath(folder), workers: workers)
            let found = try search.run()
            try Terminal.print(json ? DuplicatesText.json(found) : DuplicatesText.paths(found))
            for problem in found.problems { Terminal.printError("portico: \(problem)") }
            Terminal.printError(DuplicatesText.summary(found))
            if compare { Terminal.printError(try SpeedComparison.measure(search)) }
            if !found.problems.isEmpty { throw ExitCode(74) }  // EX_IOERR
        } catch let problem as FileProblem {
            Terminal.printError("portico: \(problem)")
            throw ExitCode(66)  // EX_NOINPUT
        } catch let error as Errno {
            Terminal.printError("portico: cannot write the result: \("\(error)".lowercased())")
            throw ExitCode(74)
        } catch let error as PoolCreationError {
            throw CommandFailure.exit(for: error)
        }
    }
}
