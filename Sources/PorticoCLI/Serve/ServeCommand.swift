// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Portico
import PorticoPool

/// `portico serve`: the files of a folder.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the files of a folder.",
        discussion: """
            Sends what lies in the folder, with ranges (a video seeks) and conditions (304), and \
            nothing outside of it: links that lead out are not followed. Names that begin with a dot are \
            hidden. index.html stands for its folder. a.js.br or a.js.gz is sent for a.js to clients that \
            accept it.

            Prints a line for each request on stdout: the client, the request, the status, the bytes \
            of the body, and the milliseconds until it was there.

            Started by systemd, listens on the sockets of its .socket unit, if there are any and no --unix, and \
            says when it is ready (Type=notify).

            SIGINT (Ctrl-C), SIGTERM and SIGHUP drain: what was accepted is answered. A second SIGINT \
            or SIGTERM, at least a second later, ends the process at once.
            """)

    @Argument(help: "The folder to serve.")
    var folder: String

    @Option(help: "The host name or address to listen on.")
    var host = "127.0.0.1"

    @Option(parsing: .unconditional, help: "The port to listen on; 0 picks a free one.")
    var port = 8000

    @OptionGroup var listen: ListenOptions

    @Flag(help: "List what lies in folders that have no index.html.")
    var listing = false

    @Flag(help: "Send index.html of the folder for paths that name no file and have no dot.")
    var spa = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long browsers may use a file without asking; they always ask without this.",
            valueName: "seconds"))
    var cache: Int?

    @Option(parsing: .unconditional, help: "How many workers read files.")
    var workers = 4

    @Flag(help: "Do not print requests.")
    var quiet = false

    func validate() throws {
        if let cache, !(0...31_536_000).contains(cache) {
            throw ValidationError("--cache \(cache) makes no sense: ask for 0 to 31536000 seconds")
        }
    }

    func run() throws {
        do {
            try ServeServer(self).run()
        } catch let error as FileError {
            throw CommandFailure.exit(for: error)
        } catch let error as ServerError {
            throw CommandFailure.exit(for: error)
        } catch let error as PosixError {
            throw CommandFailure.exit(for: error)
        }
    }
}
