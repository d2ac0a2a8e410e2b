using System.Collections.Concurrent;
using System.Text.Json;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Planning;

/// <summary>Turns a halo choice into pixels; what <c>auto</c> measured is written down for the next start.</summary>
/// <param name="path">JSON file of model hash and halo; may be missing. A file that cannot be read or written is as good as none. Null: nothing outlives
/// the process.</param>
public sealed class HaloBook(string? path)
{
    private readonly ConcurrentDictionary<string, Task<int>> _measured = new(Read(path).Select(entry => KeyValuePair.Create(entry.Key, Task.FromResult(entry.Value))));

    /// <summary>Decides.</summary>
    /// <returns>Source pixels of context at each seam.</returns>
    /// <exception cref="FarmException"><c>exact</c> for a network that looks at the whole image (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public async Task<int> ResolveAsync(HaloChoice choice, WarmNetwork network, CancellationToken ct) => choice.Kind switch
    {
        HaloKind.Pixels => choice.Pixels,
        HaloKind.Exact => network.Card.ReceptiveFieldRadius ?? throw FarmException.Rejected(
            FailureCode.SettingsInvalid, $"Model '{network.Card.Name}' looks at the whole image, so no halo is exact: use auto or a number of pixels."),
        _ => network.Card.AutoHalo ?? await MeasuredAsync(network, ct),
    };

    private async Task<int> MeasuredAsync(WarmNetwork network, CancellationToken ct)
    {
        var card = network.Card;
        if (card.FixedSize is { } only)
            return Math.Min(card.ReceptiveFieldRadius ?? int.MaxValue, Math.Min(only.Width, only.Height) / 8);   // cannot be run at the probe's sizes

        while (true)
        {
            var known = _measured.TryGetValue(card.Sha256, out var measuring);
            measuring ??= _measured.GetOrAdd(card.Sha256, _ => MeasureAsync(network, ct));
            try
            {
                var halo = await measuring;
                if (!known)
                    Write();
                return halo;
            }
            catch (Exception fault)
            {
                _measured.TryRemove(KeyValuePair.Create(card.Sha256, measuring));
                if (fault is not OperationCanceledException || ct.IsCancellationRequested)
                    throw;
                // Another image measured and was stopped; this one goes on.
            }
        }
    }

    private static Task<int> MeasureAsync(WarmNetwork network, CancellationToken ct) =>
        HaloProbe.MeasureAsync(network.EngineFor(SampleDepth.Sixteen), network.Card.ReceptiveFieldRadius, network.Card.SizeMultiple, ct);

    private void Write()
    {
        if (path is null)
            return;
        var known = _measured.Where(entry => entry.Value.IsCompletedSuccessfully).ToDictionary(entry => entry.Key, entry => entry.Value.GetAwaiter().GetResult());
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var fresh = $"{path}.{Environment.ProcessId}.part";
            File.WriteAllText(fresh, JsonSerializer.Serialize(known));
            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A read-only home only means that the next start measures again.
        }
    }

    private static Dictionary<string, int> Read(string? path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(path)) ?? [] : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}
