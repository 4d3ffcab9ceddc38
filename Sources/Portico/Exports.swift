// SPDX-License-Identifier: Apache-2.0
// What Portico's signatures use of other modules: `import Portico` is enough to write a handler and to
// start a server.

@_exported public import HTTPTypes
@_exported public import Logging
@_exported public import class PorticoPool.ThreadPool
@_exported public import class PorticoPool.WorkerLocal
@_exported public import enum PorticoPool.PoolCreationError
@_exported public import protocol PorticoPool.JobExecutor
