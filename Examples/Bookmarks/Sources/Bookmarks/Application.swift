// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico

/// The parts of the service, put together.
struct Application {
    let store: Store
    let files: FileStore

    /// Keeps everything below `folder`.
    init(folder: URL) throws {
        files = try FileStore(path: folder.appending(path: "files").path(percentEncoded: false))
        store = try Store(path: folder.appending(path: "bookmarks.db").path(percentEncoded: false))
    }

    func makeRouter() throws -> Router {
        var router = Router()
        router.add(middleware: SecurityHeadersMiddleware(contentSecurityPolicy: Self.policy))
        router.add(
            middleware: ErrorPagesMiddleware { problem in
                problem.form == .html ? .html(ProblemPage(problem: problem).html.text) : nil
            })
        router.add(middleware: try FileMiddleware(root: Self.publicFolder))
        router.add(middleware: Sessions(store: store))
        router.add(middleware: CrossOriginProtectionMiddleware())
        router.get("/health", runsOn: .loop) { _, context in
            context.isReady ? HTTPResponse.Status.ok : .serviceUnavailable
        }
        PageRoutes(store: store, files: files).add(to: &router)
        FileRoutes(store: store, files: files).add(to: &router)
        SessionRoutes(store: store).add(to: &router)
        EventRoutes(store: store).add(to: &router)
        APIRoutes(store: store, files: files).add(to: &router)
        return router
    }

    /// A page loads nothing from elsewhere, runs no script that stands in it, and is in nobody's frame.
    private static let policy =
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    private static var publicFolder: String {
        Bundle.module.bundleURL.appending(path: "Public").path(percentEncoded: false)
    }
}
