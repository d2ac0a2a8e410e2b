using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.Broker;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Hosting.Health;
using SuperResFarm.Hosting.Startup;
using SuperResFarm.Worker;
using SuperResFarm.Worker.Items;

namespace SuperResFarm.Benchmarks;

/// <summary>The worker service as it is, but what it does between delivery and result is to sleep.</summary>
/// <param name="images">Sleep at the same time, as images share a pipeline.</param>
/// <param name="sleep">For each.</param>
internal sealed class SleepingWorker(int images, TimeSpan sleep) : IItemWork, IDisposable
{
    private static readonly string _none = new('0', 64);

    private readonly SemaphoreSlim _places = new(images);

    public static Task<int> RunAsync(string milliseconds) => FarmHost.RunAsync("sleeping-worker", [], "http://127.0.0.1:8081",
        builder =>
        {
            var images = int.Parse(builder.Configuration["Worker:Images"] ?? "2", CultureInfo.InvariantCulture);
            builder.Services.AddSingleton<IItemWork>(new SleepingWorker(images, TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture))));
            builder.Services.AddBroker().AddFarmWorker();
        },
        app => app.MapFarmHealth());

    public void Dispose() => _places.Dispose();

    public async Task<ItemResult> RunAsync(UpscaleItem item, IProgress<double> progress, CancellationToken ct)
    {
        if (sleep > TimeSpan.Zero)
        {
            await _places.WaitAsync(ct);
            try
            {
                await Task.Delay(sleep, ct);
            }
            finally
            {
                _places.Release();
            }
        }
        return new ItemResult(_none, 1, 4, 4, 1, 1, _none, false, sleep);
    }
}
