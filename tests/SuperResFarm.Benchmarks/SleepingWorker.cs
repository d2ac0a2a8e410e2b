using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.Broker;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Hosting.Health;
using SuperResFarm.Hosting.Startup;
using SuperResFarm.Worker;
using SuperResFarm.Worker.Items;

namespace SuperResFarm.Benchmarks;

/// <summary>The worker service as it is, but what an image does in the pipeline is to sleep.</summary>
/// <param name="gate">The pipeline's.</param>
/// <param name="sleep">For each.</param>
internal sealed class SleepingWorker(PriorityGate gate, TimeSpan sleep) : IItemWork
{
    private static readonly string _none = new('0', 64);

    public static Task<int> RunAsync(string milliseconds) => FarmHost.RunAsync("sleeping-worker", [], "http://127.0.0.1:8081",
        builder =>
        {
            var sleep = TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture));
            builder.Services.AddSingleton<IItemWork>(provider => new SleepingWorker(provider.GetRequiredService<PriorityGate>(), sleep));
            builder.Services.AddBroker().AddFarmWorker();
        },
        app => app.MapFarmHealth());

    public async Task<ItemResult> RunAsync(UpscaleItem item, IProgress<double> progress, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(item.Priority, alone: item.Attempt > 1, ct);
        await Task.Delay(sleep, ct);
        return new ItemResult(_none, 1, 4, 4, 1, 1, _none, false, sleep);
    }
}
