// SPDX-License-Identifier: Apache-2.0

extension HandlerRunner {
    /// Calls a handler that has middleware around it.
    ///
    /// Returns nil when it is async: then the end of `call` is posted later.
    func answer(
        through layer: MiddlewareGroup.Layer, _ request: Request, _ context: Context, _ call: Int
    ) -> Response? {
        switch layer(request, context) {
        case .done(let outcome):
            return outcome.final(request, context)
        case .suspends(let rest):
            runTask(request.received) { [self] in
                await run({ await rest().final($0, $1) }, request, context, call)
            }
            return nil
        }
    }
}
