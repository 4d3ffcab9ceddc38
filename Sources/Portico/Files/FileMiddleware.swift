// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// Serves the files of a folder where no route is.
///
/// ```swift
/// router.add(middleware: try FileMiddleware(root: "Public"))
/// ```
/// A route goes before a file. Where the handler within throws an ``HTTPError`` of 404 or 405, as a router
/// without a route for the request does, the file that the path names is sent, if there is one. So
/// requests that have a route ask the disk for nothing. Only GET and HEAD are looked at.
public struct FileMiddleware: Middleware {
    private let folder: FileFolder
    /// What the path must begin with, without a slash at its end.
    private let prefix: String

    /// Opens the folder at `root`; it stands for `prefix` in the paths of requests.
    ///
    /// - Precondition: `prefix` begins with a slash.
    /// - Throws: ``FileError`` when there is no such folder.
    public init(
        root: String, at prefix: String = "/", options: FileOptions = FileOptions()
    ) throws(FileError) {
        self.init(try FileFolder(root: root, options: options), at: prefix)
    }

    /// Serves a folder that is open already.
    ///
    /// - Precondition: `prefix` begins with a slash.
    public init(_ folder: FileFolder, at prefix: String = "/") {
        precondition(prefix.hasPrefix("/"), "the prefix \"\(prefix)\" must begin with /")
        self.folder = folder
        self.prefix = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
    }

    /// Puts the file in the place of a 404 or 405.
    public func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) throws {
        guard let error = outcome.error as? HTTPError,
            error.status == .notFound || error.status == .methodNotAllowed,
            request.method == .get || request.method == .head,
            let path = path(of: request),
            let response = try response(to: request, path, context)
        else { return }
        outcome = HandlerOutcome(response: response)
    }

    /// The path below the folder, still percent-encoded; nil when the request is not for here.
    private func path(of request: Request) -> String? {
        let path = request.path
        guard path.hasPrefix(prefix + "/") else { return nil }
        return String(path.dropFirst(prefix.count))
    }

    private func response(
        to request: Request, _ path: String, _ context: Context
    ) throws -> Response? {
        do {
            return try folder.response(to: request, encodedPath: path, context: context)
        } catch let error as HTTPError where error.status == .notFound {
            return nil
        }
    }
}

extension Handler {
    /// A handler that answers GET and HEAD with the files of `folder`, and other methods with 405.
    public init(files folder: FileFolder) {
        let allow: HTTPFields = [.allow: "GET, HEAD, OPTIONS"]
        self.init { (request: Request, context: Context) throws -> Response in
            switch request.method {
            case .get, .head: try folder.response(to: request, context: context)
            case .options: Response(status: .noContent, headers: allow)
            default: throw HTTPError(.methodNotAllowed, headers: allow)
            }
        }
    }
}
