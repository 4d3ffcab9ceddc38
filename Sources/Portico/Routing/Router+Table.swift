// SPDX-License-Identifier: Apache-2.0

extension Router: CustomStringConvertible {
    /// A line for each route in the order of adding: method, pattern, where it runs, how it receives bodies.
    public var description: String {
        let lines = routes.map { route in
            [
                route.method.rawValue, route.pattern, route.handler.place,
                route.handler.bodyPolicy?.words ?? "",
            ]
        }
        let widths = (0..<3).map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let cells = zip(line, widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }
            let text = (cells + [line[3]]).joined(separator: "  ")
            return String(text.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}

extension BodyPolicy {
    fileprivate var words: String {
        "\(isStreamed ? "streamed" : "whole") body of up to \(maxBytes) bytes"
    }
}

extension Handler {
    /// Where it runs, in a word.
    fileprivate var place: String {
        switch kind {
        case .router(let router): "router of \(router.routes.count)"
        case .plain, .wrapped: thread == .loop ? "loop" : isPlain ? "worker" : "task"
        case .async: "task"
        }
    }

    /// The routes that a server logs; nil when this is a single handler.
    var routeTable: String? {
        switch kind {
        case .plain, .async: nil
        case .router(let router): "\(router)"
        case .wrapped(let wrapped): wrapped.routeTable
        }
    }
}
