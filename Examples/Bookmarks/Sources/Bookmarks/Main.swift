// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico

/// Serves bookmarks, as `HOST`, `PORT` and `DATA` of the environment say.
///
/// Without `DATA`, nothing stays when it ends.
@main struct Main {
    static func main() {
        do {
            try serve(Settings(ProcessInfo.processInfo.environment))
        } catch {
            FileHandle.standardError.write(Data("bookmarks: \(error)\n".utf8))
            exit(1)
        }
    }

    /// Serves until Ctrl-C or SIGTERM, then drains.
    private static func serve(_ settings: Settings) throws {
        let data = try DataFolder(settings.data)
        defer { data.removeIfTemporary() }
        let server = Server(
            configuration: Configuration(
                address: .hostname(settings.host, port: settings.port),
                engine: .pool(workers: 8)),
            router: try Application(folder: data.url).makeRouter())
        try server.start()
        for address in server.addresses {
            FileHandle.standardOutput.write(Data("listening on http://\(address)\n".utf8))
        }
        server.waitUntilStopped()
    }
}
