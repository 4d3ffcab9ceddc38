// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent

/// The routes of a router as a tree of path components.
struct RouteTree: Sendable {
    /// One handler, with the names that its own pattern gives to the captures, nil where it gives none.
    struct Endpoint: Sendable {
        let handler: Handler
        let captureNames: [String?]
        /// What an observer is told.
        let name: RouteName
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var capture: Int?
        var rest: Int?
        var endpoints: [HTTPRequest.Method: Endpoint] = [:]
    }

    private var nodes = [Node()]

    /// Adds a route; false, and nothing done, when there is one for this method and pattern.
    mutating func insert(
        _ handler: Handler, _ method: HTTPRequest.Method, _ pattern: RoutePattern
    ) -> Bool {
        var index = 0
        for component in pattern.components { index = child(of: index, component) }
        let endpoint = Endpoint(
            handler: handler, captureNames: pattern.captureNames, name: RouteName(pattern.text))
        guard nodes[index].endpoints[method] == nil else { return false }
        nodes[index].endpoints[method] = endpoint
        return true
    }

    private mutating func child(of index: Int, _ component: RoutePattern.Component) -> Int {
        let next = nodes.count
        let found =
            switch component {
            case .literal(let text): nodes[index].literals[text]
            case .capture, .any: nodes[index].capture
            case .rest: nodes[index].rest
            }
        if let found { return found }
        nodes.append(Node())
        switch component {
        case .literal(let text): nodes[index].literals[text] = next
        case .capture, .any: nodes[index].capture = next
        case .rest: nodes[index].rest = next
        }
        return next
    }

    /// What was found for a path.
    enum Found {
        case endpoint(Endpoint, captured: [String])
        /// Routes lead to the path, but only with these methods.
        case otherMethods(Set<HTTPRequest.Method>)
        case nothing
    }

    /// The endpoint for `method` at `parts`.
    ///
    /// A literal goes before a capture, and a capture before `**`; where one lacks the method, the next
    /// may have it.
    func find(_ parts: [String], _ method: HTTPRequest.Method) -> Found {
        var search = Search(method: method)
        if let endpoint = find(parts[...], from: 0, &search) {
            return .endpoint(endpoint, captured: search.captured)
        }
        return search.otherMethods.isEmpty ? .nothing : .otherMethods(search.otherMethods)
    }

    /// What a search has found so far.
    private struct Search {
        let method: HTTPRequest.Method
        var captured: [String] = []
        var otherMethods: Set<HTTPRequest.Method> = []

        /// The endpoint of `node` for the method; GET's serves HEAD.
        mutating func endpoint(of node: Node) -> Endpoint? {
            if let endpoint = node.endpoints[method] { return endpoint }
            if method == .head, let endpoint = node.endpoints[.get] { return endpoint }
            otherMethods.formUnion(node.endpoints.keys)
            return nil
        }
    }

    private func find(
        _ parts: ArraySlice<String>, from index: Int, _ search: inout Search
    ) -> Endpoint? {
        guard let part = parts.first else { return search.endpoint(of: nodes[index]) }
        let others = parts.dropFirst()
        if let next = nodes[index].literals[part], let found = find(others, from: next, &search) {
            return found
        }
        let depth = search.captured.count
        if let next = nodes[index].capture, !part.isEmpty, RelativePath.isSafe(part) {
            search.captured.append(part)
            if let found = find(others, from: next, &search) { return found }
            search.captured.removeSubrange(depth...)
        }
        guard let rest = nodes[index].rest else { return nil }
        let text = parts.joined(separator: "/")
        guard RelativePath.isSafe(text) else { return nil }
        search.captured.append(text)
        if let found = search.endpoint(of: nodes[rest]) { return found }
        search.captured.removeSubrange(depth...)
        return nil
    }
}
