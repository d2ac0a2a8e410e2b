using System.Collections.Concurrent;
using SuperResFarm.Api.Health;
using SuperResFarm.Api.Problems;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Access;

/// <summary>Writes down once a minute, and at the end, which keys were used; no request waits for it.</summary>
internal sealed class KeyUse(KeyStore keys, StartGate gate, TimeProvider time, ILogger<KeyUse> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, bool> _used = new();

    /// <summary>A key was used.</summary>
    public void Note(string id) => _used.TryAdd(id, true);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (gate.IsOpen)
            await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(_pause, time, stoppingToken);
            if (gate.IsOpen)
                await WriteAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        string[] used = [.. _used.Keys];
        foreach (var id in used)
            _used.TryRemove(id, out _);
        try
        {
            if (used.Length > 0)
                await keys.UsedAsync(used, ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Log.UseNotWritten(logger, used.Length, fault);
        }
    }
}
