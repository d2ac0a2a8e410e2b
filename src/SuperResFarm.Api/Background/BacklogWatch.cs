using System.Diagnostics.Metrics;
using SuperResFarm.Api.Health;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Background;

/// <summary>Looks every few seconds at what is still to do and shows it as metrics. While the database does not answer there are none: an old number would look like a true one.</summary>
internal sealed class BacklogWatch(JobReader reader, StartGate gate, TimeProvider time, ILogger<BacklogWatch> logger) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(5);

    private volatile IReadOnlyList<QueueView> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Zeros.OfService();
        await gate.WaitAsync(stoppingToken);
        using var backlog = FarmMetrics.Backlog.Watch(Counts);
        using var age = FarmMetrics.BacklogAge.Watch(() => _seen.Select(queue => new Measurement<double>(queue.OldestAge?.TotalSeconds ?? 0, Tags.Priority(queue.Priority))));
        using var turns = new PeriodicTimer(_every, time);
        do
            await LookAsync(stoppingToken);
        while (await turns.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken ct)
    {
        try
        {
            _seen = await reader.BacklogAsync(ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            _seen = [];
            Log.BacklogUnseen(logger, fault);
        }
    }

    private IEnumerable<Measurement<long>> Counts() => _seen.SelectMany(queue => new (string State, long Items)[]
    {
        ("pending", queue.Pending), ("dispatched", queue.Dispatched), ("running", queue.Running),
    }, (queue, one) => new Measurement<long>(one.Items, Tags.Priority(queue.Priority), Tags.State(one.State)));
}
