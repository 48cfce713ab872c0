# The worker in workerd, the runtime of Cloudflare Workers, as `wrangler dev` starts it.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "signatures", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "signatures")],
);

const worker :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "application.js", esModule = embed "application.js"),
    (name = "linkus-elements/server", esModule = embed "node_modules/linkus-elements/dist/server.js"),
  ],
  bindings = [
    (name = "LINKUS_PBX_URL", fromEnvironment = "LINKUS_PBX_URL"),
    (name = "LINKUS_ACCESS_ID", fromEnvironment = "LINKUS_ACCESS_ID"),
    (name = "LINKUS_ACCESS_KEY", fromEnvironment = "LINKUS_ACCESS_KEY"),
  ],
);
