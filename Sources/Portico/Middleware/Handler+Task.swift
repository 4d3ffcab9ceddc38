// SPDX-License-Identifier: Apache-2.0

extension Handler {
    /// This handler in a task, also where it is a plain one: that then blocks the thread of the task.
    ///
    /// For comparing engines: nobody else wants to pay for a task that has nothing to wait for.
    package var inTask: Handler {
        let layer: MiddlewareGroup.Layer = { [self] request, context in
            .suspends {
                // Without a suspension it would go on where it began: on the loop of an inline engine.
                await Task.yield()
                switch begin(request, context) {
                case .done(let outcome): return outcome
                case .suspends(let rest): return await rest()
                }
            }
        }
        var handler = Handler(
            kind: .wrapped(WrappedHandler(layer: layer, router: router, isPlain: false)))
        handler.bodyPolicy = bodyPolicy
        return handler
    }
}
