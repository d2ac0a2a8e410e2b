using SuperResFarm.Broker;
using SuperResFarm.Hosting.Health;
using SuperResFarm.Hosting.Startup;
using SuperResFarm.Worker;

return await FarmHost.RunAsync("superres-worker", args, "http://127.0.0.1:8081",
    builder => builder.Services.AddBroker().AddFarmWorker(),
    app => app.MapFarmHealth());
