using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SuperResFarm.Hosting.Startup;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Storage;
using SuperResFarm.Worker.Engines;
using SuperResFarm.Worker.Health;
using SuperResFarm.Worker.Items;
using SuperResFarm.Worker.Operation;
using SuperResFarm.Worker.Reports;
using SuperResFarm.Worker.Scratch;
using SuperResFarm.Worker.Taking;
using SuperResFarm.Worker.Telemetry;

namespace SuperResFarm.Worker;

/// <summary>Composition of this project.</summary>
public static class WorkerServices
{
    /// <summary>
    /// Adds a worker with its object store. The host adds the broker. Settings come from the sections <c>Worker</c>, <c>Engine</c>, <c>ImageLimits</c>,
    /// <c>Models</c> and <c>Storage</c>; wrong ones are reported at the start. Any part that was added before stays, such as another <see cref="IItemWork"/>.
    /// </summary>
    public static IServiceCollection AddFarmWorker(this IServiceCollection services)
    {
        services.AddStorage();
        services.AddFarmOptions<WorkerOptions, WorkerOptionsValidator>(WorkerOptions.Section);
        services.AddFarmOptions<EngineOptions, EngineOptionsValidator>(EngineOptions.Section);
        services.AddFarmOptions<ImageLimits>(ImageLimits.Section);
        services.AddFarmOptions<ModelsOptions, ModelsOptionsValidator>(ModelsOptions.Section);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FarmExit>();
        services.TryAddSingleton<DeviceLoss>();
        services.TryAddSingleton(WorkerRoom.Open);
        services.TryAddSingleton<ModelSupply>();
        services.TryAddSingleton<WarmEngines>();
        services.TryAddSingleton<Suspects>();
        services.TryAddSingleton<ScratchFolder>();
        services.TryAddSingleton(provider => new PriorityGate(provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Images));
        services.TryAddSingleton<Targets>();
        services.TryAddSingleton<IItemWork, ItemWork>();

        services.TryAddSingleton<WorkerIdentity>();
        services.TryAddSingleton<ReportSender>();
        services.TryAddSingleton<Heartbeats>();
        services.AddHostedService(provider => provider.GetRequiredService<Heartbeats>());

        services.TryAddSingleton<CancelledJobs>();
        services.TryAddSingleton<RunningItems>();
        services.TryAddSingleton<WorkerStops>();
        services.TryAddSingleton<WorkerState>();
        services.TryAddSingleton<UpscaleTally>();
        services.AddHostedService<WorkerGauges>();
        services.TryAddSingleton<ItemTaker>();
        services.AddHostedService<WorkerService>();
        services.AddWorkerChecks();
        return services;
    }
}
